# A function of the source's own is given other code.
# after: interpreter
# source: pyjail: code objects
def f(): return 1
def attack(**_):
    f.__code__ = (lambda: 2).__code__
    return {"proof": f() == 2}
