"""Whose frames the host reads: those who take little of its time at once, those who take much in turns.

What a cell sends costs the host's one thread, and so all others: a megabyte of an event takes milliseconds, and so do
a thousand fields. So nobody waits for more than a moment of that, however many there are who send it. What is not read
yet stays in their sockets, and when these are full they wait themselves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

SHARE = 0.02
"""Of the host's time that one may take, over time, without waiting for turns."""
BURST = 0.005
"""Seconds of it that one may take at once."""
SLICE = 0.001
"""Seconds of a turn of the loop for all together who take more; the last of them in a turn may take longer."""


class Reader(Protocol):
    def go(self) -> None:
        """Its turn has come."""


class Turns:
    """Of one loop."""

    def __init__(self) -> None:
        self.is_over = False
        """Whether those who take much have had their time of this turn of the loop."""
        self._taken = 0.0
        self._waiting: deque[Reader] = deque()
        self._planned = False
        self._loop = asyncio.get_running_loop()

    def took(self, seconds: float) -> None:
        """Somebody who takes much has had so much of this turn."""
        self._taken += seconds
        self.is_over = self._taken >= SLICE
        self._plan()

    def wait(self, reader: Reader) -> None:
        """Its turn comes when those before it have had theirs."""
        self._waiting.append(reader)
        self._plan()

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        """A new turn of the loop."""
        self._planned = self.is_over = False
        self._taken = 0.0
        while self._waiting and not self.is_over:
            self._waiting.popleft().go()
        if self._waiting:
            self._plan()
