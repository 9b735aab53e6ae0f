# The name of the frame in letters of another width.
# after: interpreter
# source: pyjail: unicode identifiers
def g():
    yield 1
def attack(**_):
    return {"proof": str(g().gi_ｆrame)}
