# Another source of the same file keeps something in a variable of the file.
# after: others' data
# source: own
kept = "nothing"
class Neighbour:
    def __init__(self, secret):
        global kept
        kept = secret
    def next(self):
        return {"n": 1}
def attack(**_):
    return {"found": kept}
