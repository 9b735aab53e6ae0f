# What does the store's work, behind its facade.
# after: interpreter
# source: own
def attack(**_):
    return {"proof": str(store.get.__closure__[0].cell_contents)}
