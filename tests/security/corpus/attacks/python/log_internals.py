# What does the log's work.
# after: interpreter
# source: own
def attack(**_):
    return {"proof": str(log.__closure__[0].cell_contents)}
