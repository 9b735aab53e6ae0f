"""What the core of the daemon asks of the rooms around it, so that it runs without processes, sockets and disks.

`cells/` keeps `Cells` and `LiveCell`, `gateway/publisher.py` keeps `Publisher`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from msgspec import Raw

from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Call, Close, Exhausted, Loaded, Rescheduled, StoreCall, StoreValue


class EventFields(NamedTuple):
    """An event out of a cell, checked but not decoded further than its fields."""

    fields: Mapping[str, Raw]
    json: bytes
    """The same as one JSON object."""


NOTHING = EventFields({}, b"{}")


class Refused(NamedTuple):
    """The call was never begun: there is no cell to make it, and there will be none soon."""

    why: Failure


Answer = Loaded | EventFields | Rescheduled | Exhausted | Failure | Refused
"""What a call to a cell comes to. A failure is an answer, not an exception."""


class LoadFailed(SourceFailed):
    """A source that was read does not load. `digest`: of its user code, as `LiveCell.code`."""

    def __init__(self, failure: Failure, digest: str) -> None:
        self.digest = digest
        super().__init__(failure)


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

    def saved(self, code: str) -> None:
        """The file of its source was saved, or is gone; `code`: the digest of what it holds now, or nothing."""

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:
        """The cell is gone. The call that was running has its answer; those that had not begun are handed back."""


class Pending:
    """A call on its way: its deadline in seconds begins when the call before it is answered."""

    __slots__ = ("answer", "began", "call", "timeout")

    def __init__(self, call: Call, timeout: float, answer: Callable[[Answer], None]) -> None:
        self.call = call
        self.timeout = timeout
        self.answer = answer
        self.began = 0.0
        """When its turn came, on the monotonic clock; 0 as long as it has not."""


class LiveCell(Protocol):
    """One source in one process."""

    produced: int
    """Events so far."""
    code: str
    """SHA-256 of the user code in it, as hex digits; empty for a plugin that holds none."""
    made_of: str
    """Its URI, with the values of secrets. Nobody is shown it."""

    @property
    def queue(self) -> int:
        """Calls that have no answer yet."""

    @property
    def usage(self) -> Usage: ...

    @property
    def why(self) -> Failure | None:
        """Why it ended, or is ending; None while it lives."""

    def send(self, pending: Pending) -> None:
        """Make the call after those before it. It always gets one answer, unless it is handed back."""

    def interrupt(self, pending: Pending, why: Failure) -> bool:
        """Kill the cell where this very call is the one that runs; whether it was."""

    def retire(self) -> None:
        """Answer what was sent, each call under its deadline, and then close the source and end."""

    def end(self, farewell: Close | None) -> None:
        """Close the source under a short deadline, or kill it at once where `farewell` is None."""


class Cells(Protocol):
    """Where cells come from."""

    @property
    def full(self) -> bool:
        """Whether no further cell may live."""

    async def start(
        self, uri: str, owner: Owner, again: LiveCell | None = None, renewing: bool = False
    ) -> tuple[LiveCell, Loaded]:
        """A new cell with its source loaded: from the file, or from the very code that was in the cell `again`.

        `renewing`: it takes the place of one that still lives, so that it finds room where there is none for others.

        From then on, also where that failed, the owner hears when the source's file is saved, until it is forgotten.
        Raises `LoadFailed`, or another `SourceFailed` where there was nothing to read; `SchemeUnavailable`,
        `UnknownScheme`, `Overloaded` or `MalformedUri`; and for a URI with secrets `BadArgument` or `StorageError`.
        """

    def forget(self, owner: Owner) -> None:
        """The owner needs no cells any more."""


class Publisher(Protocol):
    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:
        """Send an event to whoever subscribed to its key or to one of its fields. Never blocks."""
