# A group whose `derive` and `split` are the source's own, which `except*` believes.
# after: interpreter
# source: CVE-2025-22153 (GHSA-gmj9-h825-chq2)
class Group(ExceptionGroup):
    def split(self, condition):
        return (self, None)
    def derive(self, members):
        return members
def attack(**_):
    try:
        raise Group("x", [ValueError()])
    except* ValueError as e:
        found = str(e)
    return {"proof": found}
