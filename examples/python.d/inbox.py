"""Handles data: told of each file that comes into a folder, and asked by `once` how many there were.

    cocaine push 'python:///inbox.py/Inbox?suffix=.csv' --path /tmp/inbox
    cocaine once 'python:///inbox.py/Inbox?suffix=.csv'
"""

import json


class Inbox:
    def __init__(self, suffix=""):
        self.suffix = suffix

    def process(self, data):
        change = json.loads(data)
        if change["event"] not in ("created", "moved") or not change["path"].endswith(self.suffix):
            return None
        return {"file": change["path"].rpartition("/")[2], "number": store.incr("files")}

    def next(self):
        return {"files": store.get("files", 0)}
