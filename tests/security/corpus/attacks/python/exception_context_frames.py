# The exception before the exception has a traceback too.
# after: interpreter
# source: pyjail: traceback frames
def attack(**_):
    try:
        try:
            1 / 0
        finally:
            {}["x"]
    except KeyError as e:
        return {"proof": str(e.__context__.__traceback__)}
