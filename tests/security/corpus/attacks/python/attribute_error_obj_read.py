# That it can be read at all.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
import json
def attack(**_):
    try:
        json.nothing
    except AttributeError as e:
        if e.obj is not None:
            return {"proof": str(e.obj)}
