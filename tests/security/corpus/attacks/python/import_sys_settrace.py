# A trace function is handed every frame.
# after: interpreter
# source: pyjail: frames
import sys
taken = []
def trace(frame, event, argument):
    taken.append(frame)
def f(): pass
def attack(**_):
    sys.settrace(trace)
    f()
    sys.settrace(None)
    return {"proof": str(taken)}
