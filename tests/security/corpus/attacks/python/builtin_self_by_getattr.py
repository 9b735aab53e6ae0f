# The same by `getattr`, with a name made at run time.
# after: read
# source: pyjail: __self__
def attack(path, **_):
    return {"text": getattr(len, "__se" + "lf__").open(path).read()}
