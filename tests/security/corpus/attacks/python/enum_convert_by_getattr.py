# The same by `getattr`, of an enum of the library.
# after: interpreter
# source: own
import re
def attack(**_):
    return {"proof": str(getattr(re.RegexFlag, "_con" + "vert_"))}
