def f(): return 1
def attack():
    object.__setattr__(f, "__code__", 1) if False else object.__setattr__(f, "__defaults__", (1,))
    return {"proof": 1}
