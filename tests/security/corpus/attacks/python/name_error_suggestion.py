# An error's `name` is a string; what would be more is not handed out.
# after: interpreter
# source: own
def attack(**_):
    try:
        nothing_of_that_name
    except NameError as e:
        return {"proof": str(e.__traceback__)}
