# A result of whatever there is: classes, functions, generators, modules.
# after: interpreter
# source: own
# control: wall
import json
def attack(**_):
    return {"a": attack, "b": json, "c": type, "d": (n for n in ()), "e": store, "f": open, "g": env}
