# `print` writes to whatever has `write`.
# after: interpreter
# source: own
# control: wall
taken = []
class File:
    def __getattr__(self, name):
        taken.append(name)
        return lambda text: taken.append(text)
def attack(**_):
    print("x", file=File())
    return {"proof": [name for name in taken if name.startswith("_") and name != "__len__"]}
