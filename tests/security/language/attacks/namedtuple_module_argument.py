from collections import namedtuple
def attack():
    return {"proof": namedtuple("T", "a", module="os").__module__}
