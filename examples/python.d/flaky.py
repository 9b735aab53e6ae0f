"""Fails in every third run, to show what becomes of an exception: the event says where, and the source lives on.

    cocaine push 'python:///flaky.py/Flaky' --interval 1s
"""


class Flaky:
    def __init__(self, every="3"):
        self.every = int(every)
        self.runs = 0

    def next(self):
        self.runs += 1
        if self.runs % self.every == 0:
            raise RuntimeError(f"run {self.runs} was not meant to be")
        return {"run": self.runs}
