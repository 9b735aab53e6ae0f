# A class says that it is of another module, which the walls believe.
# after: interpreter
# source: own
class A:
    __module__ = "os"
def attack(**_):
    return {"proof": A.__module__ == "os"}
