# `linecache` reads files by lines.
# after: read
# source: pyjail: imports
import linecache
def attack(path, **_):
    return {"text": linecache.getline(path, 1)}
