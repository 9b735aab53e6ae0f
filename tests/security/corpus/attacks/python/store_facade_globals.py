# So are the store's.
# after: read
# source: pyjail: globals of a function
def attack(path, **_):
    return {"text": getattr(store.get, "__globals__")["__builtins__"]["open"](path).read()}
