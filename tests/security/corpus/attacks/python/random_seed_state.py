# The state of the shared generator is read: what others draw is known. A cell has its own.
# after: others' data
# source: own
# control: wall
import random
def attack(other, **_):
    return {"state": list(random.getstate()[1])[:5]}
