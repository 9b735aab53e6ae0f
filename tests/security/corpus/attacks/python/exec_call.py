# `exec`.
# after: read
# source: pyjail: the built-in functions
def attack(path, **_):
    names = {"p": path}
    exec("import io; found = io.open(p).read()", names)
    return {"text": names["found"]}
