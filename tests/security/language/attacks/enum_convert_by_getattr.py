import re
def attack():
    return {"proof": str(getattr(re.RegexFlag, "_con" + "vert_"))}
