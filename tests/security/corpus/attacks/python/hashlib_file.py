# `hashlib.file_digest` reads files; its private module leads further.
# after: interpreter
# source: own
import hashlib
def attack(**_):
    return {"proof": str(hashlib._hashlib)}
