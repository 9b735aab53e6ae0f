from functools import partial, reduce
def attack():
    return {"proof": str(reduce(getattr, ["__class__", "__base__", "__subclasses__"], 1)())}
