import json
class A(json.JSONEncoder):
    def go(self):
        super().__setattr__("__class__", A)
        return 1
def attack():
    return {"proof": A().go()}
