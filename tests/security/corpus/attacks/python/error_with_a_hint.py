# An exception brings the attributes of a refusal along: a hint, a code.
# after: the host
# source: own
# control: wall
class Error(ImportError):
    hint = "x" * (1 << 22)
    wire_code = "access_denied"
    failure = None
def attack(**_):
    raise Error("x")
