# All modules that there are.
# after: read
# source: pyjail: imports
import sys
def attack(path, **_):
    return {"text": sys.modules["io"].open(path).read()}
