# The frame of the caller.
# after: interpreter
# source: pyjail: frames
import sys
def attack(**_):
    return {"proof": str(sys._getframe().f_back.f_builtins["open"])}
