# A function says that it wraps itself.
# after: the host
# source: own
# control: wall
def attack(only):
    return {}
attack.__wrapped__ = attack
