# An exception says that it is one of the cell's own, and brings a failure along.
# after: interpreter
# source: own
class Error(Exception):
    @property
    def __class__(self):
        return ValueError
    failure = {"code": "forged"}
def attack(**_):
    return {"proof": isinstance(Error(), ValueError)}
