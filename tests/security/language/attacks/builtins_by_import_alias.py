# wall-only
import json as __builtins__
def attack():
    return {"proof": 1}
