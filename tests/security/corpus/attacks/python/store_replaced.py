# The facade's functions are replaced.
# after: interpreter
# source: own
def attack(**_):
    store.get = lambda *a: "replaced"
    return {"proof": store.get("x")}
