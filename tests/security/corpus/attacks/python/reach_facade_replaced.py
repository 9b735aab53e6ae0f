# `env` is an object: its names and its reader are replaced.
# after: interpreter
# source: own
def attack(**_):
    env._names = ("HOME",)
    return {"proof": str(list(env))}
