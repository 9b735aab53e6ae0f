"""What the host and the process that reaches out say to each other: msgpack structs, each side's bounded by the other.

A frame is four bytes for its length, one for the number of descriptors that come along, and so many bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

MAX_BODY = 1 << 20
"""Bytes of a body, whichever way it goes."""
MAX_FRAME = MAX_BODY + (1 << 17)
"""A body, and what stands around it."""
HEADER = 5


class Fetch(msgspec.Struct, frozen=True, kw_only=True, tag="fetch"):
    """An order: ask a web server."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    allowed: tuple[str, ...]
    """Beginnings of URLs (`urls.py`), of which it must have one, and so must whatever it is redirected to."""
    private: tuple[str, ...] = ()
    """Networks that may be reached though they are not public, such as 10.0.0.0/8."""
    as_named: bool = False
    """Whether addresses in `allowed`, and names there that no public DNS has, may be reached wherever they are."""
    most: int = MAX_BODY
    """Bytes of the answer's body, decompressed."""
    timeout: float
    """Seconds from the start to the last byte."""


class Fetched(msgspec.Struct, frozen=True, tag="fetched"):
    """A web server's answer, whatever its status."""

    status: int
    url: str
    """That of the last redirect."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """An order: open a regular file to be read."""

    path: str
    """Absolute, without `..`."""
    roots: tuple[str, ...]
    """Files, and folders with all below them: where its links lead must be one of these, or in one."""
    timeout: float


class Connect(msgspec.Struct, frozen=True, kw_only=True, tag="connect"):
    """An order: open a TCP connection."""

    host: str
    """A name, or an address."""
    port: int
    private: tuple[str, ...] = ()
    """As for `Fetch`. An address, and a name that no public DNS has, may be reached wherever it is."""
    timeout: float


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The file, or the connection: its descriptor comes along."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The order was not carried out."""

    why: str
    forbidden: bool = False
    """Whether a rule was in the way, and not the world."""
    errno: int = 0
    """What the kernel calls it; 0 where it has no number for it."""


Order = Fetch | Open | Connect
"""Union of all orders. Each has a `timeout`."""
Answer = Fetched | Opened | Failed


# --- host → process ------------------------------------------------------------------------------------------------


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """The first frame: what the process needs to know before it is locked."""

    uid: int | None
    """Whom it becomes, where the daemon is root."""
    kernel: bool
    """Whether the kernel's walls are put up around it."""
    readable: tuple[str, ...]
    """Files, and folders with all below them, that it may read: none where it has the network."""
    authorities: bytes
    """Certificates in PEM, to be trusted beside the system's."""
    network: bool = True
    """Whether it makes connections; else it opens files."""
    places: dict[str, str] = {}
    """Where these led when they were granted, as far as that is known."""


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    number: int
    order: Order


class Cancel(msgspec.Struct, frozen=True, tag="cancel"):
    """Nobody waits for it any more: it gets no answer."""

    number: int


# --- process → host ------------------------------------------------------------------------------------------------


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """It is locked, and takes orders."""

    places: dict[str, str] = {}
    """Where each of what it may read leads."""


class Unusable(msgspec.Struct, frozen=True, tag="unusable"):
    """It cannot serve, and ends."""

    why: str


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    number: int
    answer: Answer


class Outdated(msgspec.Struct, frozen=True, tag="outdated"):
    """What it knew at its start is not so any more: the next order is for another process."""


FromHost = Begin | Ask | Cancel
FromProcess = Ready | Unusable | Answered | Outdated

_encoder = msgspec.msgpack.Encoder()


class BadFrame(ValueError):
    """A frame past `MAX_FRAME`, or one that is none."""


def encode(frame: msgspec.Struct, descriptors: int = 0) -> bytes:
    """One frame with its header. Raises `BadFrame`."""
    body = _encoder.encode(frame)
    if len(body) > MAX_FRAME:
        raise BadFrame(f"{len(body)} bytes in a frame, and {MAX_FRAME} are the most")
    return len(body).to_bytes(HEADER - 1, "big") + bytes((descriptors,)) + body


class Splitter:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        """The bodies of the frames that `data` completes, each with its number of descriptors. Raises `BadFrame`."""
        self._buffer += data
        start = 0
        try:
            while len(self._buffer) - start >= HEADER:
                size = int.from_bytes(self._buffer[start : start + HEADER - 1], "big")
                if size > MAX_FRAME:
                    raise BadFrame(f"a frame of {size} bytes is announced, and {MAX_FRAME} are the most")
                end = start + HEADER + size
                if len(self._buffer) < end:
                    return
                descriptors = self._buffer[start + HEADER - 1]
                body = bytes(memoryview(self._buffer)[start + HEADER : end])
                start = end
                yield body, descriptors
        finally:  # also where whoever takes the frames fails: none is handed out twice
            del self._buffer[:start]
