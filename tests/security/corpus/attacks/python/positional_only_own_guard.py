# The same with the names that guards have here, which no file can spell but in a dict of globals.
# after: interpreter
# source: CVE-2026-55830 (GHSA-ffg3-p8fm-mjx2)
def take(__builtins__, /):
    return len([])
def attack(**_):
    return {"proof": str(take({"len": lambda x: "replaced"}))}
