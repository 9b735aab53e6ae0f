"""What an engine is, and how evaluating can fail."""

from __future__ import annotations

from typing import Protocol

HEAP, MOST_HEAP = 64 << 20, 128 << 20
"""Bytes of V8's heap at which JavaScript is stopped: of a cell of 256 MiB, and of any cell."""
MOST_REPLY = 8 << 20
"""Bytes of a reply that are decoded: what the dispatcher may say at most, with room for its lines and questions."""


def heap_of(memory: int) -> int:
    """A quarter of the bytes that a cell may take: V8 needs some for itself, and buffers are not in the heap."""
    return min(memory // 4, MOST_HEAP) if memory else HEAP


class Engine(Protocol):
    """An isolate. After an error but `Thrown` it is done for."""

    def evaluate(self, script: bytes, timeout: float) -> str:
        """The text that the script comes to; "" for any other value. `timeout`: seconds.

        Raises an `EvaluationError`.
        """

    def limit_heap(self, limit: int) -> None:
        """Bytes at which JavaScript is stopped."""

    def is_exhausted(self) -> bool:
        """Whether JavaScript was stopped at that limit: also between two scripts, where no `evaluate` can say so."""

    def close(self) -> None:
        """Let go of the isolate, with its threads."""


class EvaluationError(Exception):
    """There is no value."""


class Thrown(EvaluationError):
    """The script threw, or is none: what V8 says, with the place and the line (`failures.place_in_report`)."""

    def __init__(self, report: str, syntax: bool) -> None:
        self.report = report
        self.syntax = syntax
        super().__init__(report)


class HeapExhausted(EvaluationError):
    """It was stopped at its limit of memory."""


class TimedOut(EvaluationError):
    """It was stopped at its timeout. `wedged`: it could not be, and still runs."""

    def __init__(self, wedged: bool = False) -> None:
        self.wedged = wedged
        super().__init__("wedged" if wedged else "stopped")


class TooLong(EvaluationError):
    """The reply is too long to be decoded: so many bytes."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"{length} bytes")
