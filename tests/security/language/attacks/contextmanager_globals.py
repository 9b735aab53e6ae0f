from contextlib import contextmanager
@contextmanager
def cm(): yield
def attack():
    return {"proof": str(cm.__wrapped__.__globals__)}
