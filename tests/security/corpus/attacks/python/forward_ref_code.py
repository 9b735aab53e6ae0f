# It keeps compiled code.
# after: interpreter
# source: own
import typing
class D(typing.TypedDict):
    x: "().__class__"
def attack(**_):
    return {"proof": str(D.__annotations__["x"].__forward_code__)}
