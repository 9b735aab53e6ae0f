# The URI names what the file has imported.
# after: interpreter
# source: injection
# name: attrgetter
# control: wall
from operator import attrgetter
def attack(**_):
    return {}
