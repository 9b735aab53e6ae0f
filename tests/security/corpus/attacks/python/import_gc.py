# The collector knows every object.
# after: interpreter
# source: pyjail: imports
import gc
def attack(**_):
    return {"proof": len(gc.get_objects())}
