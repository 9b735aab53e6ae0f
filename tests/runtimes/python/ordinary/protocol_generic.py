# uri: Stack
# expect: [{'popped': 2, 'peek': 1, 'sized': True}]
from __future__ import annotations
from typing import Generic, TypeVar, Protocol, Optional, runtime_checkable, TYPE_CHECKING, List

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")

@runtime_checkable
class Sized(Protocol):
    def size(self) -> int: ...

class Box(Generic[T]):
    def __init__(self) -> None:
        self._items: List[T] = []
    def push(self, item: T) -> None:
        self._items.append(item)
    def pop(self) -> Optional[T]:
        return self._items.pop() if self._items else None
    def size(self) -> int:
        return len(self._items)

class Stack:
    def next(self) -> dict[str, "np.ndarray"]:
        box: Box[int] = Box()
        box.push(1); box.push(2)
        return {"popped": box.pop(), "peek": box._items[-1], "sized": isinstance(box, Sized)}
