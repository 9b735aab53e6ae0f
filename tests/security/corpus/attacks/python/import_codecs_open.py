# `codecs` opens files.
# after: read
# source: pyjail: imports
import codecs
def attack(path, **_):
    return {"text": codecs.open(path).read()}
