# `uuid.getnode` starts programs to find the machine's address.
# after: interpreter
# source: own
import uuid
def attack(**_):
    return {"proof": uuid.getnode()}
