import typing
class D(typing.TypedDict):
    x: "().__class__"
def attack():
    return {"proof": str(D.__annotations__["x"].__forward_code__)}
