import typing
def f(x: "().__class__.__base__"): pass
def attack():
    return {"proof": str(typing.get_type_hints(f))}
