# `functools.wraps` writes attributes of whatever it wraps.
# after: interpreter
# source: own
import functools
import json
def attack(**_):
    functools.wraps(attack)(json.dumps)
    return {"proof": json.dumps.__wrapped__.__name__ == "attack"}
