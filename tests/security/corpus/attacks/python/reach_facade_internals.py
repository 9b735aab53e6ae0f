# What opens files, behind `open`; what reads variables, behind `env`.
# after: interpreter
# source: own
def attack(**_):
    return {"proof": str((open.__closure__[0].cell_contents, env._read.__closure__))}
