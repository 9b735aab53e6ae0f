# A library function's default that can be changed is changed.
# after: interpreter
# source: own
import copy
def attack(**_):
    copy.deepcopy.__defaults__[1].append("kept")
    return {"proof": str(copy.deepcopy.__defaults__)}
