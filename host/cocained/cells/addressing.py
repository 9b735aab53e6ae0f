"""How a shared process and the host speak: one socket, and in each frame the seat of the source that it is about.

A seat is the place of one source in the process. What is said to a source and by it are the frames of any cell
(`frames.py`) with the seat's number before them; what the process and the host say to each other has the number 0.
"""

from __future__ import annotations

import msgspec

from cocained.cells.frames import HEADER, MAX_FRAME, FrameTooLarge

CONTROL = 0
"""The number that no seat has."""
_NUMBER = 4


class Discard(msgspec.Struct, frozen=True, tag="discard"):
    """Host: cancel what runs in the seat, close its source, and say when it is gone."""

    seat: int


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Host: are you there?"""


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """Process: yes."""


class Gone(msgspec.Struct, frozen=True, tag="gone"):
    """Process: nothing is left in the seat."""

    seat: int


class Stuck(msgspec.Struct, frozen=True, tag="stuck"):
    """Process: the loop does not go round any more, for all that a thread beside it can see."""

    seat: int
    """Whose call holds it up; `CONTROL` where that is not known."""
    where: str
    """The file and line at which it does; may be empty."""


FromHost = Discard | Ping
FromProcess = Pong | Gone | Stuck


def addressed(seat: int, frame: bytes) -> bytes:
    """An encoded frame (`frames.encode`) with the seat's number in it. Raises `FrameTooLarge`."""
    size = len(frame) - HEADER + _NUMBER
    if size > MAX_FRAME:
        raise FrameTooLarge(f"{size} bytes in a frame, and {MAX_FRAME} are the most")
    return size.to_bytes(HEADER, "big") + seat.to_bytes(_NUMBER, "big") + frame[HEADER:]


def opened(body: bytes) -> tuple[int, bytes]:
    """The seat's number, and the frame's body."""
    return int.from_bytes(body[:_NUMBER], "big"), body[_NUMBER:]
