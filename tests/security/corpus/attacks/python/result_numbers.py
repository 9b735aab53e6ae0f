# Numbers that JSON has no word for.
# after: the host
# source: own
# control: wall
from decimal import Decimal
def attack(**_):
    return {"a": float("nan"), "b": float("inf"), "c": 10 ** 4000, "d": Decimal("NaN"), "e": -0.0, "f": 1j}
