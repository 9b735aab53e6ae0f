# The field within a field's width.
# after: interpreter
# source: own
import json
def attack(**_):
    return {"text": "{0:{1.__globals__[__file__]}}".format(Any(), json.loads)}
class Any:
    def __format__(self, spec):
        return spec
