# Its class is found by `type`, and called.
# after: interpreter
# source: own
import typing
def attack(**_):
    kind = type(typing.get_args(typing.List["int"])[0])
    return {"proof": str(kind("().__class__")._evaluate({}, {}, frozenset()))}
