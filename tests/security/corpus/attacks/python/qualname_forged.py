# A function is given the module's name of the runtime, by setting `__module__`.
# after: interpreter
# source: own
def f(): pass
def attack(**_):
    f.__module__ = "cocaine_python.policy.guards"
    return {"proof": f.__module__ == "cocaine_python.policy.guards"}
