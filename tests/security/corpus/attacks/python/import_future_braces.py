# A `__future__` statement that is none.
# after: interpreter
# source: own
# control: wall
from __future__ import all_feature_names
def attack(**_):
    return {"proof": str(all_feature_names)}
