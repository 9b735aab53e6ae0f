# What is attached to a file.
# after: read
# source: own
import os
def attack(path, **_):
    return {"proof": f"listed {os.listxattr(path)}"}
