# `with_traceback` and `__reduce__` of an exception.
# after: interpreter
# source: pyjail: traceback frames
def attack(**_):
    try:
        1 / 0
    except ZeroDivisionError as e:
        return {"proof": str(e.with_traceback(None).__reduce__())}
