# The URI names a path of attributes.
# after: interpreter
# source: injection
# name: attack.__globals__
# control: wall
def attack(**_):
    return {}
