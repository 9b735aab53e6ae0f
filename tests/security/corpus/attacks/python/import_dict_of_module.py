# The same by `vars`.
# after: read
# source: pyjail: modules of modules
import json
def attack(path, **_):
    return {"text": vars(json)["codecs"].open(path).read()}
