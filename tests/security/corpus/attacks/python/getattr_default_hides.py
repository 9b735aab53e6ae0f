# With a default, a refusal must not become an answer that tells something.
# after: interpreter
# source: own
import json
def attack(**_):
    missing = object()
    found = getattr(json.loads, "__globals__", missing)
    return {"proof": found is not missing}
