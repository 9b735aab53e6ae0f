# The words of an exception are half a character.
# after: the host
# source: own
# control: wall
def attack(**_):
    raise ValueError(chr(0xD800) * 1000)
