# A cached function of the library leads to the raw one by `__wrapped__`, which may be read but not looked into.
# after: interpreter
# source: own
import fnmatch
from functools import lru_cache
@lru_cache
def f(): pass
def attack(**_):
    return {"proof": str(f.__wrapped__.__code__)}
