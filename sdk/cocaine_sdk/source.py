"""The contract of a source: an object that produces events (seed; sources.md)."""

from __future__ import annotations

from enum import IntFlag
from typing import Any, Protocol

Event = dict[str, Any]
"""The fields that one run produced; values are what JSON can say. Empty: nothing to publish."""


class Capability(IntFlag):
    """What a source can do. A driver names the one that it needs; a push of another is refused."""

    NONE = 0
    ITERATOR = 1
    """Can be invoked: `next()`."""
    SCHEDULER = 2
    """Says when it wants to run next: `reschedule()`."""
    PROCESSOR = 4
    """Handles data: `process(data)`."""

    @property
    def in_words(self) -> str:
        """What a source without it is said not to support (the seed's words); of a union the first."""
        return next((words for one, words in _WORDS if one & self), "anything")


_WORDS = (
    (Capability.ITERATOR, "iteration"),
    (Capability.SCHEDULER, "manual scheduling"),
    (Capability.PROCESSOR, "message processing"),
)


class Source:
    """One source, living in one cell. The daemon never calls two of its methods at the same time.

    Its life: made by its plugin → any number of `next`, `reschedule` and `process` calls, each under its
    task's deadline → `close` before the cell ends, under a deadline too. A cell may also be killed at any
    moment; what must outlive it belongs into the store.

    An exception raised by any method becomes the failure of that run, and the source lives on;
    `StopIteration` from `next` ends the task as exhausted.
    """

    capabilities: Capability = Capability.NONE
    timeout: float = 5.0
    """Seconds that the call which comes next may take: a runtime's source is told before the cell is killed for it."""

    def next(self) -> Any:
        """Run once. A mapping is the event's fields, `None` or `{}` no event, anything else field `result`."""
        raise NotImplementedError

    def reschedule(self) -> float:
        """When to run next: unix time, seconds."""
        raise NotImplementedError

    def process(self, data: bytes) -> Any:
        """Handle `data`; the result is read as that of `next`."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what the source holds."""


class Store(Protocol):
    """A source's own durable store, shared by all sources of the same URI (sources.md).

    Values are what JSON can say. Every call raises `StorageError` where the storage fails.
    """

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or `default` where there is none."""

    def set(self, key: str, value: Any) -> None:
        """Durable when it returns."""

    def delete(self, key: str) -> bool:
        """Whether there was something to delete."""

    def incr(self, key: str, by: int = 1) -> int:
        """Add to a number (0 where there is none) in one step, and give the new number."""

    def compare_and_set(self, key: str, expected: Any, new: Any) -> bool:
        """Set `new` where the value equals `expected` (`None`: where there is none)."""


class Log(Protocol):
    """Where a source's words go: `explain`, and the daemon's log."""

    def __call__(self, level: str, message: str) -> None:
        """`level` is one of debug, info, warning, error."""
