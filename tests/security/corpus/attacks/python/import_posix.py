# By its other name.
# after: read
# source: pyjail: imports
import posix
def attack(path, **_):
    return {"text": posix.read(posix.open(path, 0), 100).decode()}
