# A table that the library goes by is reached, and changed for the runtime as well.
# after: interpreter
# source: own
import copy
def attack(**_):
    copy._deepcopy_dispatch["x"] = 1
    return {"proof": str(copy._deepcopy_dispatch["x"])}
