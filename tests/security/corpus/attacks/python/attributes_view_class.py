# The class of that view is called with an object of the library.
# after: interpreter
# control: wall
# source: own
import json
class A: pass
def attack(**_):
    view = type(vars(A()))(json.loads)
    return {"proof": str(dict(view))}
