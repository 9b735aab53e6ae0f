# `io` has `open` too.
# after: read
# source: pyjail: imports
import io
def attack(path, **_):
    return {"text": io.open(path).read()}
