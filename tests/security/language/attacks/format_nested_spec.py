def f(a=">5"): pass
def attack():
    return {"proof": "{0:{1.__defaults__[0]}}".format("x", f)}
