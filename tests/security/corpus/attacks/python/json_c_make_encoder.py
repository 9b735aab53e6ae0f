# The parts that the library's encoder is made of.
# after: interpreter
# source: own
import json
def attack(**_):
    return {"proof": str(json.encoder.c_make_encoder)}
