def attack():
    class X(property(None)):
        a = 1
    return {"proof": str(X.fdel)}
