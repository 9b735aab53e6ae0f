# `env` is an object: its names and its reader are replaced.
# after: interpreter
# control: wall
# source: own
def attack(**_):
    env._names = ("HOME",)
    return {"proof": str(list(env))}
