# `typing.get_type_hints` evaluates annotations that are strings.
# after: read
# source: own
import typing
def attack(path, **_):
    def f(x: "taken.append(open(place).read()) or int"): pass
    typing.get_type_hints(f, {"taken": taken, "place": path})
    return {"text": taken[0]}
taken = []
