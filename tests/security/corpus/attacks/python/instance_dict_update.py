# The same by `update`, by `setdefault`, and by the union of dicts.
# after: interpreter
# source: own
class A:
    pass
def attack(**_):
    a = A()
    vars(a).update({"__reduce_ex__": 1})
    vars(a).setdefault("__deepcopy__", 1)
    return {"proof": "__reduce_ex__" in vars(a)}
