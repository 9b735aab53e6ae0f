# A built-in function belongs to the built-in module.
# after: read
# source: pyjail: __self__
def attack(path, **_):
    return {"text": len.__self__.open(path).read()}
