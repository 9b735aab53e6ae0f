# The URI names a built-in function.
# after: interpreter
# source: injection
# name: __import__
# control: wall
def attack(**_):
    return {}
