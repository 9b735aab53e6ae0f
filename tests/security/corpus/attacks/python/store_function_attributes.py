# They are given attributes.
# after: interpreter
# source: own
def attack(**_):
    store.get.proof = "of a patched function"
    return {"proof": store.get.proof}
