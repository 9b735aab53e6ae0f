"""Fair turns at the host's one thread: who takes little of its time has it at once, who takes much in small pieces.

What a cell sends costs that time, and so all others: a megabyte of an event takes milliseconds, and so do a thousand
fields. So nobody waits for more than a moment of that, however many there are who send it. What is not read yet stays
in their sockets, and when these are full they wait themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from time import perf_counter
from typing import Protocol

log = logging.getLogger(__name__)

SHARE = 0.02
"""Of the host's time that one may take, over time, without waiting for turns."""
BURST = 0.005
"""Seconds of it that one may take at once."""
SLICE = 0.0003
"""Seconds of a turn of the loop for all together who take more; the last of them in a turn may take longer."""


LONG, REST = 0.001, 4
"""Seconds after which a turn was a long one, and turns that belong to all others after such a one: what takes little
goes several ways through the loop, as to the storage and back, and must not meet something long on each."""


class Reader(Protocol):
    def go(self) -> None:
        """Its turn has come."""


class Turns:
    """Of one loop."""

    def __init__(self) -> None:
        self.is_over = False
        """Whether those who take much have had their time of this turn of the loop."""
        self._taken = 0.0
        self._rest = 0
        """Turns that are left to those who take little."""
        self._works: deque[Iterator[None]] = deque()
        self._waiting: deque[Reader] = deque()
        self._planned = False
        self._loop = asyncio.get_running_loop()

    def took(self, seconds: float) -> None:
        """Somebody who takes much has had so much of this turn."""
        self._taken += seconds
        self.is_over = self._taken >= SLICE or self._rest > 0 or bool(self._works)
        self._plan()

    def wait(self, reader: Reader) -> None:
        """Its turn comes when those before it have had theirs."""
        self._waiting.append(reader)
        self._plan()

    def do(self, work: Iterator[None]) -> None:
        """Do as much of it as this turn has time for, up to one of its steps, and the rest in the next ones. What was
        begun before comes first, and nobody who takes much is heard until all of it is done."""
        self._works.append(work)
        self._go_on()

    def finish(self) -> None:
        """Do at once whatever is left."""
        while self._works:
            self._step()

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        """A new turn of the loop."""
        self._planned = False
        self._rest = REST if self._taken >= LONG else self._rest - 1
        self._taken = 0.0
        if self._rest > 0:
            self._plan()
            return
        self.is_over = False
        self._go_on()
        while self._waiting and not self.is_over:
            self._waiting.popleft().go()
        if self._waiting:
            self._plan()

    def _go_on(self) -> None:
        while self._works and self._taken < SLICE:
            began = perf_counter()
            self._step()
            self._taken += perf_counter() - began
        if self._works or self._taken:
            self.took(0.0)

    def _step(self) -> None:
        try:
            next(self._works[0])
        except StopIteration:
            self._works.popleft()
        except Exception:
            log.exception("what was to be done in turns failed")
            self._works.popleft()
