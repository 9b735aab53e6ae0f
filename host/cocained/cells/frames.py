"""What the host says to a zygote and to a cell, and they to it: msgpack structs behind a 4-byte length.

Both sides refuse a frame past `MAX_FRAME`, both decode the other's frames typed. From the host's side a cell
is hostile: `conversation.py` and `events.py` check what its frames may hold, and decode no more of them than needed.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code, Isolation, Walls
from cocained.cells.outside import ReachAnswer, ReachCall

MAX_FRAME = 1 << 20
HEADER = 4
MAX_DATA = MAX_FRAME - 1024
"""Bytes of data that a source can be handed at once."""


class FrameTooLarge(ValueError):
    """The other side sends, or is sent, more than `MAX_FRAME`."""


# --- host → zygote -------------------------------------------------------------------------------------------


MEMORY_KEY = "[limits] memory"


class Limits(msgspec.Struct, frozen=True):
    """The resources that one cell may hold."""

    memory: int = 256 << 20
    """Bytes of address space beyond what the zygote itself has mapped."""
    descriptors: int = 16
    output: int = 1000
    """Lines that one run may log; what comes after is dropped, and said so."""
    shared_memory: int = 1 << 30
    """The same as `memory`, of a process that all sources of a scheme share."""
    memory_key: str = MEMORY_KEY
    """The key of the configuration by which it is as much as it is."""


class Confinement(msgspec.Struct, frozen=True):
    """How a cell is locked."""

    walls: Walls = Walls()
    limits: Limits = Limits()
    uid: int | None = None
    """The user and group that a cell becomes, where the daemon is root."""
    nice: int = 10
    last: bool = False
    """It stands back behind all other cells: its source has taken much of the processor."""
    hardened: bool = False
    """Runtimes take the safer way, where they have a faster one: their zygotes are told at their start."""
    isolation: Isolation = Isolation.FORKED
    """A shared process may reach the network, have threads, and read what these need."""
    receives: bool = False
    """Its source is granted files or connections: it may be handed descriptors."""


class Spawn(msgspec.Struct, frozen=True, tag="spawn"):
    """Fork a cell. The cell's end of its socket comes along as a descriptor."""

    cell: int
    confinement: Confinement


class StandBack(msgspec.Struct, frozen=True, tag="stand_back"):
    """Have a cell that lives stand back behind all others, for the rest of its life."""

    cell: int
    uid: int | None
    """The user that the cell became; None where it is that of the zygote."""


# --- zygote → host -------------------------------------------------------------------------------------------


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The plugin is loaded."""

    isolation: str
    folder: str
    """The runtime's folder below `--plugins`; empty for a plugin that holds no user code."""
    distribution: str
    spare: bool = False
    """Whether a cell shall wait for the next source."""


class Unloadable(msgspec.Struct, frozen=True, tag="unloadable"):
    """The plugin cannot be loaded; the zygote ends."""

    why: str


class Spawned(msgspec.Struct, frozen=True, tag="spawned"):
    """A cell lives; its pidfd comes along as a descriptor."""

    cell: int
    pid: int


class SpawnFailed(msgspec.Struct, frozen=True, tag="spawn_failed"):
    cell: int
    why: str


class Exited(msgspec.Struct, frozen=True, tag="exited"):
    """A cell was reaped. `status` is as `os.waitstatus_to_exitcode` gives it: below 0 a signal."""

    cell: int
    status: int
    cpu: float
    """Seconds of processor time over its life."""
    memory: int
    """Bytes resident at its largest."""


# --- host → cell ---------------------------------------------------------------------------------------------


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Make the source: the first frame that a cell gets."""

    uri: str
    code: Code | None
    """User code for a runtime; None for any other plugin."""
    env: dict[str, str | None] = {}
    """The variables that the source is granted; None where one is not set."""


class Next(msgspec.Struct, frozen=True, tag="next"):
    """Run the source once."""


class Process(msgspec.Struct, frozen=True, tag="process"):
    data: bytes


class Reschedule(msgspec.Struct, frozen=True, tag="reschedule"):
    """Ask when the source wants to run next."""


class Close(msgspec.Struct, frozen=True, tag="close"):
    """Let go and end."""


class Patience(msgspec.Struct, frozen=True, tag="patience"):
    """What each call from here on may take, until another is told. `PATIENCE`, where none was."""

    seconds: float


PATIENCE = 5.0


class StoreValue(msgspec.Struct, frozen=True, tag="store_value"):
    """The answer to a store call: JSON, or None where there is nothing."""

    value: bytes | None = None
    error: str = ""


# --- cell → host ---------------------------------------------------------------------------------------------


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    capabilities: int


class Produced(msgspec.Struct, frozen=True, tag="produced"):
    """An event: a JSON object, or nothing where the run had nothing to say."""

    event: bytes = b""


class Rescheduled(msgspec.Struct, frozen=True, tag="rescheduled"):
    when: float


class Exhausted(msgspec.Struct, frozen=True, tag="exhausted"):
    """The source has come to its end."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The load or the run failed; after a load the cell ends, after a run it lives on."""

    failure: Failure
    last: bool = False
    """The source cannot go on: its cell is to be ended, for this reason."""


class Logged(msgspec.Struct, frozen=True, tag="logged"):
    level: str
    message: str


class StoreGet(msgspec.Struct, frozen=True, tag="store_get"):
    key: str


class StoreSet(msgspec.Struct, frozen=True, tag="store_set"):
    key: str
    value: bytes


class StoreDelete(msgspec.Struct, frozen=True, tag="store_delete"):
    key: str


class StoreIncr(msgspec.Struct, frozen=True, tag="store_incr"):
    key: str
    by: int


class StoreCompareAndSet(msgspec.Struct, frozen=True, tag="store_cas"):
    key: str
    expected: bytes | None
    new: bytes | None


ToZygote = Spawn | StandBack
FromZygote = Ready | Unloadable | Spawned | SpawnFailed | Exited
Call = Load | Next | Process | Reschedule | Close
ToCell = Call | Patience | StoreValue | ReachAnswer
StoreCall = StoreGet | StoreSet | StoreDelete | StoreIncr | StoreCompareAndSet
Outcome = Loaded | Produced | Rescheduled | Exhausted | Failed
FromCell = Outcome | Logged | StoreCall | ReachCall

_encoder = msgspec.msgpack.Encoder()


def encode(frame: msgspec.Struct) -> bytes:
    """One frame with its length before it. Raises `FrameTooLarge`."""
    body = _encoder.encode(frame)
    if len(body) > MAX_FRAME:
        raise FrameTooLarge(f"{len(body)} bytes in a frame, and {MAX_FRAME} are the most")
    return len(body).to_bytes(HEADER, "big") + body


_MOST_PIECES = 1024


class Splitter:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        """What is there of the frame that comes next. To join it copies all of it: so it is done when it is whole."""
        self._there = 0
        """Bytes of them."""
        self._wanted = HEADER
        """Bytes that there must be for anything to be done."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies of the frames that `data` completes. Raises `FrameTooLarge`."""
        if not self._there and len(data) - HEADER == int.from_bytes(data[:HEADER], "big") <= MAX_FRAME:
            yield data[HEADER:]  # most often it is one frame, and whole
            return
        self._pieces.append(data)
        self._there += len(data)
        if self._there < self._wanted:
            if len(self._pieces) > _MOST_PIECES:  # of a hostile cell, a byte each
                self._pieces = [b"".join(self._pieces)]
            return
        buffer = b"".join(self._pieces)
        start = 0
        try:
            while (end := self._end(buffer, start)) <= len(buffer):
                body = buffer[start + HEADER : end]
                start = end
                yield body
        finally:  # also where whoever takes the frames fails: none is handed out twice
            self._keep(buffer[start:])

    def _keep(self, rest: bytes) -> None:
        self._pieces = [rest] if rest else []
        self._there = len(rest)

    def _end(self, buffer: bytes, start: int) -> int:
        """Where the frame ends that begins there, or at least its header."""
        self._wanted = HEADER
        if len(buffer) - start >= HEADER:
            size = int.from_bytes(buffer[start : start + HEADER], "big")
            if size > MAX_FRAME:
                raise FrameTooLarge(f"a frame of {size} bytes is announced, and {MAX_FRAME} are the most")
            self._wanted += size
        return start + self._wanted
