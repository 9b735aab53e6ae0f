# Even a pure path leads to `os`.
# after: interpreter
# source: own
from pathlib import PurePosixPath
def attack(**_):
    return {"proof": str(PurePosixPath)}
