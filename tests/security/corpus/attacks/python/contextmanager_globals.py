# `__wrapped__` may be read; what is behind it may not be looked into.
# after: read
# source: own
from contextlib import contextmanager
@contextmanager
def cm():
    yield
def attack(path, **_):
    found = cm.__globals__["__builtins__"]
    return {"text": found["open"](path).read()}
