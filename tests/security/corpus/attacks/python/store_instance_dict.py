# The dict of the facade's functions.
# after: interpreter
# source: own
def attack(**_):
    vars(store.get)["proof"] = 1
    return {"proof": str(vars(store.get))}
