"""What the peers of the daemon's sockets make it hold: whoever makes it hold too much is hung up on.

libzmq keeps a message until it is whole. It bounds each frame, and not their number: a peer that never ends a message
fills the daemon's memory, and nothing of it is ever handed to the daemon. So this looks from outside, at the memory,
and only where that has grown at the peers, by what the kernel counts of their connections. A client is answered: so
who has sent far more than he was sent has sent what cannot be answered; and else it is he whose bytes wait to be read.
An honest client that is hung up on by mistake connects again.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import socket
import struct
import termios
from collections.abc import Iterator
from typing import NamedTuple

from cocained.core.timers import Timers

log = logging.getLogger(__name__)

TICK = 0.25
"""Seconds between looks at the memory."""
ROOM = 64 << 20
"""Bytes by which the daemon may grow before its peers are looked at."""
UNANSWERED = 1 << 16
"""Bytes that any peer may have sent, whatever he was sent."""
RATIO = 8
"""Bytes that a peer may have sent for each that he was sent: a signed request is several times its reply."""
UNREAD = 4096
"""Bytes that wait to be read, from which on a peer is one who sends without end."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_AT_ONCE = struct.pack("ii", 1, 0)
_COUNTS = struct.Struct("QQ")
_ACKED_AND_RECEIVED = 120
"""Where the kernel's `struct tcp_info` has them."""


class Peer(NamedTuple):
    """The other end of a connection, by a descriptor of our own."""

    end: socket.socket
    surplus: int
    """Bytes that he has sent beyond what is his due; as far as the kernel counts them, which it does for TCP."""
    unread: int


class Crowd:
    """All the peers. Looks at them when the daemon has grown."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._calm = 0
        """Bytes resident when there was last no reason to look; 0 where that is not known."""
        self._timer = timers.later(TICK, self._look)

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        self._timer = self._timers.later(TICK, self._look)
        now = resident()
        if not self._calm or now < self._calm:
            self._calm = now
        elif now - self._calm > ROOM:
            found = _hang_up_on_the_worst(now - self._calm)
            self._calm = 0 if found else now  # it may have grown for reasons of its own


def resident() -> int:
    """Bytes."""
    with open("/proc/self/statm", "rb", buffering=0) as statm:
        return int(statm.read().split()[1]) * _PAGE


def _hang_up_on_the_worst(grown: int) -> bool:
    """Whether there was one."""
    peers = _peers()
    try:
        worst = _worst(peers)
        if worst is None:
            return False
        log.warning(
            "%s was hung up on: the daemon grew by %d MiB, and it sends without end what is no request",
            _name(worst.end),
            grown >> 20,
        )
        _hang_up_on(worst.end)
        return True
    finally:
        for peer in peers:
            peer.end.close()


def _hang_up_on(end: socket.socket) -> None:
    """libzmq finds the end of it, and lets go of what it held; the peer is told at once, whatever is on its way."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        end.shutdown(socket.SHUT_RDWR)


def _worst(peers: list[Peer]) -> Peer | None:
    sender = max(peers, key=lambda peer: peer.surplus, default=None)
    if sender is not None and sender.surplus > 0:
        return sender
    waiting = max(peers, key=lambda peer: peer.unread, default=None)
    return waiting if waiting is not None and waiting.unread >= UNREAD else None


def _peers() -> list[Peer]:
    """Of all connections that were made to this process. The caller closes their descriptors."""
    ends = list(_sockets())
    ours = {_place(end) for end in ends if _listens(end)} - {None}
    peers = []
    for end in ends:
        if _place(end) in ours and not _listens(end):
            peers.append(Peer(end, _surplus(end), _unread(end)))
        else:
            end.close()
    return peers


def _listens(end: socket.socket) -> bool:
    return bool(end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _sockets() -> Iterator[socket.socket]:
    """Copies of all that this process holds: a copy stays what it is, whoever closes the original meanwhile."""
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                yield socket.socket(fileno=os.dup(int(name)))


def _place(end: socket.socket) -> tuple[int, object] | None:
    """Where it was connected to: a port, or a path."""
    with contextlib.suppress(OSError):
        address = end.getsockname()
        if end.family == socket.AF_UNIX:
            return (socket.AF_UNIX, address) if address else None
        return socket.AF_INET, address[1]  # of both kinds: a listener may take both
    return None


def _surplus(end: socket.socket) -> int:
    if end.family == socket.AF_UNIX:
        return 0
    with contextlib.suppress(OSError, struct.error):
        known = end.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        acked, received = _COUNTS.unpack_from(known, _ACKED_AND_RECEIVED)
        return int(received - RATIO * acked - UNANSWERED)
    return 0


def _unread(end: socket.socket) -> int:
    kept = bytearray(4)
    with contextlib.suppress(OSError):
        fcntl.ioctl(end.fileno(), termios.FIONREAD, kept)
    return int.from_bytes(kept, "little")


def _name(end: socket.socket) -> str:
    with contextlib.suppress(OSError):
        address = end.getpeername()
        if isinstance(address, tuple):
            return f"the peer at {address[0]}, port {address[1]}"
    return "a peer of this machine"
