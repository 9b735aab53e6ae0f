# `contextlib.ExitStack` hands the traceback to whatever was pushed.
# after: interpreter
# source: pyjail: traceback frames
from contextlib import ExitStack
taken = []
def look(kind, error, tb):
    taken.append(tb)
    return True
def attack(**_):
    with ExitStack() as stack:
        stack.push(look)
        1 / 0
    return {"proof": str(taken[0].tb_next or taken[0].tb_frame)}
