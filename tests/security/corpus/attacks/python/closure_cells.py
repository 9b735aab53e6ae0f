# The cells of a closure hold what a facade hides: the store's own method.
# after: interpreter
# source: pyjail: closures
def outer():
    secret = 5
    return lambda: secret
def attack(**_):
    return {"proof": str((outer().__closure__[0].cell_contents, store.get.__closure__))}
