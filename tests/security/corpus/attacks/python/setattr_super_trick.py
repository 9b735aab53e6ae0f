# `super().__setattr__` sets a special name.
# after: interpreter
# source: own
import json
class A(json.JSONEncoder):
    def go(self):
        super().__setattr__("__class__", A)
        return 1
def attack(**_):
    return {"proof": A().go()}
