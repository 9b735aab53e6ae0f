# uri: Row
# expect: [{'a': 1, 'b': [2], 'fields': ['a', 'b'], 'format': 'csv'}]
from __future__ import annotations
from dataclasses import dataclass, field, fields
from typing import ClassVar

@dataclass(slots=True, kw_only=True)
class R:
    a: int
    b: list[int] = field(default_factory=list)
    total: ClassVar[int] = 0

@dataclass
class File:
    format: str = "csv"
    obj: object = None

class Row:
    def next(self):
        r = R(a=1)
        r.b.append(2)
        return {"a": r.a, "b": r.b, "fields": [f.name for f in fields(r)], "format": File().format}
