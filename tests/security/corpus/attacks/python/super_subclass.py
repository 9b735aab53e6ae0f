# A class over `super` could tell another name than was looked at.
# after: interpreter
# source: own
class S(super):
    pass
def attack(**_):
    return {"proof": str(S(int, 1))}
