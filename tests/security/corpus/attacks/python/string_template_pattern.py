# `string.Template` looks names up in a mapping; a pattern of its own must not look further.
# after: interpreter
# source: own
import json
import string
class T(string.Template):
    idpattern = r"[a-z_.]+"
def attack(**_):
    class Values(dict):
        def __missing__(self, name):
            found = json
            for part in name.split("."):
                found = getattr(found, part)
            return found
    return {"text": T("$loads.__globals__").substitute(Values())[:2000000] and T("$loads.__code__").substitute(Values())}
