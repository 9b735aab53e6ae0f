# `inspect` looks at frames.
# after: interpreter
# source: pyjail: imports
import inspect
def attack(**_):
    return {"proof": str(inspect.currentframe())}
