# `help` starts a pager.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    return {"proof": str(license._Printer__filenames)}
