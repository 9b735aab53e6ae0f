"""One cell more than a scheme needs: locked and with its engine up, it waits for the next source, which has only to be
loaded then. For runtimes that say that it is worth its memory.

No user code has been in it. It is the cell of no source yet: it counts in no limit, and ends with its zygote.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from cocaine_sdk.errors import CocaineError
from cocained.cells.frames import Confinement, Exited
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

QUIET = 0.05
"""Seconds without the start of a cell after which a spare one is made: those that are wanted come first."""


class Born(NamedTuple):
    """A process that was forked to be a cell, held in this way."""

    number: int
    sock: socket.socket
    pid: int
    pidfd: int
    confinement: Confinement
    early: Exited | None
    """How it has ended, where it has already."""

    def discard(self) -> None:
        """It is not wanted: it ends at once, where it has not."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        os.close(self.pidfd)
        self.sock.close()


class Spare:
    """Of one scheme: at most one, held as the last cell that was asked for."""

    def __init__(self, bear: Callable[[Confinement], Awaitable[Born]], timers: Timers) -> None:
        self._bear = bear
        self._timers = timers
        self._timer: Timer | None = None
        self._making: asyncio.Task[None] | None = None
        self._born: Born | None = None

    def take(self, confinement: Confinement) -> Born | None:
        """The one that waits, where it is held like this. In a while there is another."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.later(QUIET, lambda: self._make(confinement))
        if self._born is None or self._born.confinement != confinement:
            return None
        born, self._born = self._born, None
        return born

    def exited(self, number: int) -> None:
        """The process of this number has ended."""
        if self._born is not None and self._born.number == number:
            self._discard()

    def drop(self) -> None:
        """There is none, and none is made until the next `take`."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._making is not None:
            self._making.cancel()
        self._discard()

    def _discard(self) -> None:
        born, self._born = self._born, None
        if born is not None:
            born.discard()

    def _make(self, confinement: Confinement) -> None:
        self._timer = None
        if self._born is not None and self._born.confinement == confinement:
            return
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._renew(confinement))

    async def _renew(self, confinement: Confinement) -> None:
        self._discard()
        try:
            self._born = await self._bear(confinement)
        except CocaineError as error:  # whoever wants a cell will hear of it
            log.debug("no spare cell: %s", error)
            return
        if self._born.early is not None:
            self._discard()
