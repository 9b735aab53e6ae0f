# A typing alias passes what is set on it on to whatever it stands for.
# after: interpreter
# source: own
import json
from typing import List
class Aim:
    def __getattr__(self, name):
        if name == "__origin__":
            return json.JSONEncoder
        raise AttributeError(name)
def attack(**_):
    type(List[int]).__setattr__(Aim(), "proof", "of a patched class")
    return {"proof": json.JSONEncoder.proof}
