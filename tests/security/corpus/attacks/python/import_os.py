# The operating system.
# after: read
# source: pyjail: imports
import os
def attack(path, **_):
    return {"text": os.read(os.open(path, 0), 100).decode()}
