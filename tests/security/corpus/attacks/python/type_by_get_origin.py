# `typing.get_origin` of such an alias.
# after: interpreter
# source: own
import typing
def attack(**_):
    return {"proof": typing.get_origin(type[int])("X", (), {}).__name__}
