# The plainest of all.
# after: read
# source: pyjail: the built-in functions
def attack(path, **_):
    return {"text": open(path).read()}
