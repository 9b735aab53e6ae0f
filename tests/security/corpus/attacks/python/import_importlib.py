# The machinery of imports.
# after: read
# source: pyjail: imports
import importlib
def attack(path, **_):
    return {"text": importlib.import_module("io").open(path).read()}
