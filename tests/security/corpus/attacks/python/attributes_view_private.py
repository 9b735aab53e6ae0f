# The view of an object's attributes is turned to another object.
# after: read
# control: wall
# source: own
import json
class A: pass
def attack(path, **_):
    view = vars(A())
    view.of = json.loads
    return {"text": dict(view)["__globals__"]["__builtins__"]["open"](path).read(), "proof": str(dict(view))}
