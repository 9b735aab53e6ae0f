# `collections.UserString` formats by its own method.
# after: interpreter
# source: own
import json
from collections import UserString
def attack(**_):
    return {"text": str(UserString("{0.__globals__[__file__]}").format(json.loads))}
