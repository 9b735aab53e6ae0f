# `csv` reads attributes of a dialect's class.
# after: interpreter
# source: own
import csv
import json
class D(csv.excel):
    delimiter = json.loads
def attack(**_):
    return {"proof": str(csv.Dialect.__init__.__globals__["re"])}
