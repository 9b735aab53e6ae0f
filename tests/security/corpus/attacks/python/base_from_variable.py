# A base that is forbidden comes out of a function.
# after: interpreter
# source: own
import json
def base():
    return str
class S(base()):
    pass
def attack(**_):
    return {"text": super(S, S("{0.__globals__[__file__]}")).format(json.loads)}
