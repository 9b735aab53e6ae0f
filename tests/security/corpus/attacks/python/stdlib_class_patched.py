# A class of the library is changed for whoever uses it afterwards.
# after: interpreter
# source: own
import json
def attack(**_):
    json.JSONEncoder.default = lambda self, o: "x"
    return {"proof": json.dumps(attack)}
