# The URI names what opens files.
# after: read
# source: injection
# name: open
# control: wall
def attack(**_):
    return {}
