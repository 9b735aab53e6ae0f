# The cache of regular expressions belongs to the library; the runtime uses it too.
# after: interpreter
# source: own
import re
def attack(**_):
    re._cache.clear()
    return {"proof": str(re._cache)}
