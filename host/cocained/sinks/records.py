"""What goes between the daemon and the process of a socket, over one stream.

To the daemon: records of a byte for the kind, three for a length, and so many bytes. To the process: how many frames
more it may send, as 4 bytes; a descriptor that comes along is where it shall listen.
"""

from __future__ import annotations

from enum import IntEnum

HEADER = 4
GRANT = 4
MAX_FRAME = 2 << 20
"""Bytes of a frame past which libzmq hangs up on the sender."""
MEMORY = 256 << 20
"""Bytes of address space that a process may take beyond what it begins with."""
OUT_OF_MEMORY = 3
"""The exit status of a process that has none left, where it is not libzmq that finds out: that aborts."""


class Kind(IntEnum):
    """What a record is."""

    LAST = 0
    """A frame, the last of its message."""
    MORE = 1
    """A frame that others of the same message follow."""
    WAITS = 2
    """There are more than were granted. Said once, until there is a further grant."""
    AWAY = 3
    """So many senders have left something behind that no new ones are taken in."""
    EMPTY = 4
    """Nothing is left in the socket that took no new ones: it could listen again."""


def header(kind: Kind, size: int = 0) -> bytes:
    return (kind << 24 | size).to_bytes(HEADER, "big")
