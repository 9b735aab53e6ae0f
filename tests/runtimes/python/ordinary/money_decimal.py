# uri: Invoice?rate=0.2
# expect: [{'net': '10.10', 'gross': '12.12', 'third': '1/3'}]
from decimal import Decimal, ROUND_HALF_UP, getcontext, localcontext
from fractions import Fraction

getcontext().prec = 28

class Invoice:
    def __init__(self, rate):
        self.rate = Decimal(rate)
    def next(self):
        net = Decimal("10.10")
        with localcontext() as ctx:
            ctx.prec = 10
            gross = (net * (1 + self.rate)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return {"net": str(net), "gross": str(gross), "third": str(Fraction(1, 3))}
