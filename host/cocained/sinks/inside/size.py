"""How much memory this process takes, and what it does before that is too much."""

from __future__ import annotations

import os

import zmq

TIGHT = 64 << 20
"""Bytes beyond those at the beginning from which on senders may leave but a few messages each."""
FEW = 1
"""It is never raised again: a sender that waits for room would not learn of it (libzmq 4.3)."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LONGEST = 128


class Size:
    """Of address space, which is what the limit counts."""

    def __init__(self) -> None:
        """Before the walls are up: what tells it is a file."""
        self._statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        self._first = 0

    def begin(self) -> int:
        """What it takes now, before any sender has come: bytes."""
        self._first = self._now()
        return self._first

    def look(self, pull: zmq.Socket[bytes]) -> None:
        """Where memory is tight have the socket keep few messages for each sender, those that come later too."""
        if self._now() - self._first > TIGHT:
            pull.setsockopt(zmq.RCVHWM, FEW)

    def _now(self) -> int:
        return int(os.pread(self._statm, _LONGEST, 0).split(maxsplit=1)[0]) * _PAGE
