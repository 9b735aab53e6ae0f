# The same for the guard of writes: the library is changed for all that comes after.
# after: interpreter
# source: CVE-2026-55830 (GHSA-ffg3-p8fm-mjx2)
import json
def change(_write_=lambda ob: ob, /):
    json.JSONEncoder.proof = "of a patched class"
def attack(**_):
    change()
    return {"proof": json.JSONEncoder.proof}
