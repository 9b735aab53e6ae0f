import typing
def attack():
    ref = typing.get_args(typing.List["().__class__.__base__.__subclasses__"])[0]
    return {"proof": str(ref._evaluate)}
