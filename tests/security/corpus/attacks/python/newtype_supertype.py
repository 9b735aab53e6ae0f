# A NewType keeps what it was given, and gives it back.
# after: interpreter
# source: own
import json
import typing
def attack(**_):
    return {"text": typing.NewType("N", json.loads).__supertype__.__globals__["__file__"]}
