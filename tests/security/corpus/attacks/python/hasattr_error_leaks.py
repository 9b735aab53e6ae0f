# `hasattr` of a special name runs a property of the library; what it raises must not be handed out.
# after: interpreter
# source: own
import json
class Ask:
    def __getattr__(self, name):
        return json.loads.__globals__
def attack(**_):
    return {"proof": hasattr(Ask(), "anything") and str(Ask().anything["__builtins__"])}
