# `super` of a class and an object that are not the source's own.
# after: interpreter
# source: own
import json
def attack(**_):
    return {"proof": str(super(object, json.loads).__getattribute__)}
