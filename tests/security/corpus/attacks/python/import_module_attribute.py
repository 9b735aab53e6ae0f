# A module has others among its attributes.
# after: read
# source: pyjail: modules of modules
import random
def attack(path, **_):
    os = random._os
    return {"text": os.read(os.open(path, 0), 100).decode()}
