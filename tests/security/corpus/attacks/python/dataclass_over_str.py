# A field's default is what `getattr` of the class gives: of `str` that is the raw `format`.
# after: interpreter
# source: own
import json
from dataclasses import dataclass, fields
@dataclass
class D(str):
    format: object
def attack(**_):
    return {"text": fields(D)[0].default("{0.__globals__[__file__]}", json.loads)}
