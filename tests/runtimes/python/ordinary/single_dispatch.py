# uri: Show
# expect: [{'out': ['int 1', 'list of 2', 'other x']}]
from functools import singledispatch

@singledispatch
def show(x):
    return f"other {x}"

@show.register
def _(x: int):
    return f"int {x}"

@show.register(list)
def _show_list(x):
    return f"list of {len(x)}"

class Show:
    def next(self):
        return {"out": [show(v) for v in (1, [1, 2], "x")]}
