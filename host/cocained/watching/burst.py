"""Changes from any thread, gathered until they have settled; then they are due, and wait to be taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from cocained.watching.changes import Change, Kind
from cocained.watching.coalescing import Coalesced

MOST = 65_536
"""Paths of which something is to be told."""
GRACE = 0.1
"""Seconds that the second half of a move may be late: it is made in the same moment."""
MOST_BYTES = 32 * 1024 * 1024


class Told(NamedTuple):
    """What a source is told of a path."""

    kind: Kind
    path: str
    source: str = ""
    lost: int | None = None
    """Of an overflow: how many changes were lost; None where the kernel lost them, and does not say."""


class Burst:
    """A burst begins with a change, and settles when none has come for `settle` seconds, or after `longest`.

    `clock`: monotonic seconds, called from any thread.
    """

    def __init__(self, settle: float, longest: float, clock: Callable[[], float]) -> None:
        self.events = 0
        """Changes so far."""
        self.lost = 0
        """Changes so far for which there was no room."""
        self.overflows = 0
        """Times that the kernel's queue overflowed."""
        self._settle = settle
        self._longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._entries = Coalesced(MOST, MOST_BYTES)
        self._half: Change | None = None
        """The first half of a move; the second follows at once, or never."""
        self._due = 0
        """Entries up to this number are due."""
        self._untold: int | None = 0
        """Lost changes that the source does not know of."""
        self._began: float | None = None
        self._latest = 0.0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, change: Change) -> bool:
        """Whether a burst begins with it: somebody must wait for it to settle."""
        with self._lock:
            self.events += 1
            self._latest = self._clock()
            begins = self._began is None
            if begins:
                self._began = self._latest
            self._pair(change)
            return begins

    def settles(self) -> float | None:
        """When the burst settles, as far as is known by now. None where there is none: the next change begins one."""
        with self._lock:
            if self._began is None:
                return None
            when = min(self._latest + self._settle, self._began + self._longest)
            return when if self._half is None else max(when, self._latest + GRACE)

    def end(self, kept: bool = True) -> bool:
        """The burst is over, and all of it is due, or, unless it is `kept`, told. Whether there is anything to tell."""
        with self._lock:
            self._began = None
            if self._half is not None:
                self._put(self._half)
                self._half = None
            something = len(self._entries) > 0 or self._untold != 0
            self._due = self._entries.last
            if not kept:
                self._entries.clear()
                self._untold = 0
            return something

    def take(self) -> Told | None:
        """The first that is due; what was lost is told last."""
        with self._lock:
            entry = self._entries.take(self._due)
            if entry is not None:
                return Told(entry.kind, entry.path, entry.source)
            untold, self._untold = self._untold, 0
            return None if untold == 0 else Told(Kind.OVERFLOW, "", lost=untold)

    def _pair(self, change: Change) -> None:
        """Two halves of a move are one; a half that stays alone went out of sight, or came from there."""
        half, self._half = self._half, None
        if half is not None and change.cookie == half.cookie and change.kind is Kind.CREATED:
            self._put(Change(Kind.MOVED, change.path, half.path))
            return
        if half is not None:
            self._put(half)
        if change.cookie and change.kind is Kind.DELETED:
            self._half = change
        else:
            self._put(change)

    def _put(self, change: Change) -> None:
        if change.kind is Kind.OVERFLOW:
            self.overflows += 1
            self._untold = None
            return
        self._entries.add(change)
        lost, self._entries.lost = self._entries.lost, 0
        self.lost += lost
        if self._untold is not None:
            self._untold += lost
