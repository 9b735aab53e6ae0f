# `redirect_stdout` sets an attribute of a module.
# after: interpreter
# source: own
from contextlib import redirect_stdout
def attack(**_):
    return {"proof": str(redirect_stdout)}
