# A class over `str` reaches the raw method by `super`.
# after: interpreter
# source: own
import json
class S(str):
    def take(self):
        return super().format
def attack(**_):
    return {"text": S("{0.__globals__[__file__]}").take()(json.loads)}
