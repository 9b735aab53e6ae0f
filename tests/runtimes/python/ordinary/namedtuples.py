# uri: Stock
# expect: [{'sym': 'A', 'total': 20.0, 'repr': "Trade(sym='A', qty=2, price=10.0)"}, {'sym': 'B', 'total': 4.5, 'repr': "Trade(sym='B', qty=3, price=1.5)"}, StopIteration]
from typing import NamedTuple, Iterator, Dict, Any
from collections import namedtuple


class Trade(NamedTuple):
    sym: str
    qty: int
    price: float = 10.0

    def total(self) -> float:
        return self.qty * self.price


Pair = namedtuple("Pair", "left right")


class Stock:
    def __init__(self) -> None:
        self._trades = [Trade("A", 2), Trade("B", 3, 1.5)]

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        for trade in self._trades:
            p = Pair(trade.sym, trade.total())
            yield {"sym": p.left, "total": p.right, "repr": repr(trade)}
