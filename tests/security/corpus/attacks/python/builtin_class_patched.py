# A method of a built-in class, by way of its dict.
# after: interpreter
# source: pyjail: descriptors
import decimal
def attack(**_):
    setattr(decimal.DecimalException, "proof", 1)
    return {"proof": decimal.DecimalException.proof}
