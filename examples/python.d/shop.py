"""Dataclasses, an enum, decimals: a shop that sells a little in each run.

    cocaine push 'python:///shop.py/Shop?city=Riga' --interval 2s
"""

import random
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import Enum


class Mood(Enum):
    QUIET = "quiet"
    BUSY = "busy"


@dataclass
class Sale:
    item: str
    price: Decimal
    amount: int = 1

    @property
    def total(self) -> Decimal:
        return self.price * self.amount


@dataclass
class Shop:
    city: str
    sales: list[Sale] = field(default_factory=list)

    def next(self):
        price = Decimal(random.randint(100, 900)) / 100
        sale = Sale(random.choice(["tea", "bread", "honey"]), price, random.randint(1, 5))
        self.sales = [*self.sales[-9:], sale]
        mood = Mood.BUSY if sale.amount > 3 else Mood.QUIET
        log.debug(f"{self.city}: sold {sale.amount} {sale.item}")
        return {**asdict(sale), "total": sale.total, "mood": mood.value, "last ten": sum(s.total for s in self.sales)}
