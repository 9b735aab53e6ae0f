import typing
def attack():
    return {"proof": typing.get_origin(type[int])("X", (), {}).__name__}
