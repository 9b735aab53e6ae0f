# `functools.reduce` walks a path of attributes with `getattr`.
# after: interpreter
# source: pyjail: subclasses of object
from functools import reduce
def attack(**_):
    return {"proof": str(reduce(getattr, ["__class__", "__base__", "__subclasses__"], 1)())}
