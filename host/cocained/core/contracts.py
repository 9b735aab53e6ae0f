"""What the core of the daemon asks of the rooms around it, so that it runs without processes, sockets and disks.

`cells/` keeps `Cells` and `LiveCell`, `gateway/publisher.py` keeps `Publisher`, `outreach/` keeps `Outreach`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from msgspec import Raw

from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Call, Close, Exhausted, Loaded, Rescheduled, StoreCall, StoreValue
from cocained.core.grants.reach import Kind, Reach
from cocained.outreach.orders import Connect, Fetch, Fetched, Open


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

    def denied(self, kind: Kind, what: str, element: str) -> None:
        """The source was denied something outside of its cell (`grants.denials`)."""

    async def store(self, call: StoreCall) -> StoreValue:
        """The source asks for its store. Never raises."""

    def saved(self, code: str) -> None:
        """The file of its source was saved, or is gone; `code`: the digest of what it holds now, or nothing."""

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:
        """The cell is gone. The call that was running has its answer; those that had not begun are handed back."""


class Pending:
    """A call on its way: its deadline in seconds begins when the call before it is answered."""

    __slots__ = ("answer", "began", "call", "said_by", "timeout")

    def __init__(self, call: Call, timeout: float, answer: Callable[[Answer], None]) -> None:
        self.call = call
        self.timeout = timeout
        self.answer = answer
        self.began = 0.0
        """When its turn came, on the monotonic clock; 0 as long as it has not."""
        self.said_by = ""
        """The key of the configuration by which its deadline is shorter than the task's; empty where it is not."""


class LiveCell(Protocol):
    """One source in one process."""

    produced: int
    """Events so far."""
    code: str
    """SHA-256 of the user code in it, as hex digits; empty for a plugin that holds none."""
    made_of: str
    """Its URI, with the values of secrets, and what it may reach. Nobody is shown it."""

    @property
    def wants(self) -> Reach | None:
        """What its source has said that it wants to reach; None where it has said nothing."""

    @property
    def queue(self) -> int:
        """Calls that have no answer yet."""

    @property
    def usage(self) -> Usage: ...

    @property
    def spent(self) -> float:
        """Seconds of processor time so far: by now, where `usage` is some seconds old."""

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

    def note(self, owner: Owner) -> str:
        """What is to be known of where its code is from; empty where there is nothing."""


class Publisher(Protocol):
    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:
        """Send an event to whoever subscribed to its key or to one of its fields. Never blocks."""


class Outreach(Protocol):
    """Who talks to strangers, so that the host does not. Each method carries out one order, under its own deadline.

    Raises `Unreachable`, with a sentence, where it comes to nothing; `Forbidden`, which is one, where a rule is in the
    way.
    """

    async def fetch(self, order: Fetch, own: bool = False) -> Fetched:
        """Ask a web server; whatever its status is an answer. `own`: the daemon asks for itself, and waits for no
        source's turn."""

    async def open(self, order: Open) -> int:
        """A file, to be read: a descriptor, which whoever gets it closes. `Unreachable` has the kernel's `errno`."""

    async def connect(self, order: Connect) -> int:
        """A TCP connection, in the same way."""
