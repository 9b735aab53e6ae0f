# A library function is given the code of the source's own, and runs it among its module's globals.
# after: read
# source: pyjail: code objects
import json
def take(path):
    return open(path).read()
def attack(path, **_):
    json.loads.__code__ = take.__code__
    return {"text": json.loads(path)}
