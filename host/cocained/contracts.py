"""What the core of the daemon asks of the rooms around it, so that it runs without processes, sockets and disks.

`cells/` keeps `Cells` and `LiveCell`, `gateway/publisher.py` keeps `Publisher`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from msgspec import Raw

from cocaine_sdk.failure import Failure
from cocained.cells.frames import Call, Close, Exhausted, Loaded, Rescheduled, StoreCall, StoreValue


class EventFields(NamedTuple):
    """An event out of a cell, checked but not decoded further than its fields."""

    fields: Mapping[str, Raw]
    json: bytes
    """The same as one JSON object."""


NOTHING = EventFields({}, b"{}")

Answer = Loaded | EventFields | Rescheduled | Exhausted | Failure
"""What a call to a cell comes to. A failure is an answer, not an exception."""


class Usage(NamedTuple):
    """What a cell has used: seconds of processor time, bytes resident."""

    cpu: float
    memory: int


class Owner(Protocol):
    """The thread that a cell belongs to."""

    def log(self, level: str, message: str) -> None:
        """The source said something."""

    async def store(self, call: StoreCall) -> StoreValue:
        """The source asks for its store. Never raises."""

    def ended(self, why: Failure, unstarted: list[Pending]) -> None:
        """The cell is gone. The call that was running has its answer; those that had not begun are handed back."""


class Pending(NamedTuple):
    """A call on its way: its deadline in seconds begins when the call before it is answered."""

    call: Call
    timeout: float
    answer: Callable[[Answer], None]


class LiveCell(Protocol):
    """One source in one process."""

    produced: int
    """Events so far."""

    @property
    def usage(self) -> Usage: ...

    @property
    def why(self) -> Failure | None:
        """Why it ended, or is ending; None while it lives."""

    def send(self, pending: Pending) -> None:
        """Make the call after those before it. It always gets one answer, unless it is handed back."""

    def end(self, farewell: Close | None) -> None:
        """Close the source under a short deadline, or kill it at once where `farewell` is None."""


class Cells(Protocol):
    """Where cells come from."""

    @property
    def full(self) -> bool:
        """Whether no further cell may live."""

    async def start(self, uri: str, owner: Owner) -> tuple[LiveCell, Loaded]:
        """A new cell with its source loaded.

        Raises `SourceFailed`, `SchemeUnavailable`, `UnknownScheme`, `Overloaded` or `MalformedUri`.
        """


class Publisher(Protocol):
    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:
        """Send an event to whoever subscribed to its key or to one of its fields. Never blocks."""
