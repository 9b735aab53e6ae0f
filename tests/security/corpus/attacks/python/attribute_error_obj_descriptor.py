# The place of it in the class.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
def attack(**_):
    return {"proof": str(AttributeError.obj)}
