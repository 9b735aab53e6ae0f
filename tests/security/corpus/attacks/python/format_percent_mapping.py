# The percent sign looks names up in a mapping, which is the source's own; it finds nothing else.
# after: interpreter
# source: own
import json
class Names(dict):
    def __missing__(self, name):
        return getattr(json.loads, name)
def attack(**_):
    return {"text": "%(__globals__)s" % Names()}
