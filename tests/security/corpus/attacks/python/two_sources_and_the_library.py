# The same in an object of the library's, which both import.
# after: others' data
# source: own
import decimal
class Neighbour:
    def __init__(self, secret):
        decimal.getcontext().prec = int(secret[:12], 16)
        self.secret = secret
        kept.append(self)
    def next(self):
        return {"n": 1}
kept = []
def attack(**_):
    return {"found": [k.secret for k in kept]}
