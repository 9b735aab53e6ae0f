# A `ForwardRef` evaluates itself.
# after: interpreter
# source: own
import typing
def attack(**_):
    ref = typing.get_args(typing.List["().__class__.__base__.__subclasses__"])[0]
    return {"proof": str(ref._evaluate({}, {}, frozenset()))}
