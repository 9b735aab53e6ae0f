"""The host's side of one cell: the process, its socket, and the conversation with the source in it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import NamedTuple

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.failure import Failure
from cocained.cells.channel import Channel
from cocained.cells.conversation import Conversation
from cocained.cells.frames import Exited
from cocained.cells.standing import Standing
from cocained.cells.verdicts import cause, hostile
from cocained.core.contracts import Owner, Usage
from cocained.core.timers import Timers
from cocained.core.turns import Turns

_PROCESS_CPU = 2
"""Of the numbers by which the kernel tells the clocks of one process apart."""


class _Look(NamedTuple):
    """How it was when somebody looked."""

    deadline: float
    """Of the last call that was begun."""
    at_work: bool
    spent: float


class Cell(Conversation):
    """A source with a process of its own."""

    def __init__(
        self,
        number: int,
        sock: socket.socket,
        pid: int,
        pidfd: int,
        owner: Owner,
        timers: Timers,
        clock: Clock,
        turns: Turns | None = None,
        standing: Standing | None = None,
        last: bool = False,
    ) -> None:
        """`standing`: of its source; one of its own by default. `last`: it stands back behind all others already."""
        super().__init__(owner, timers, clock)
        self.number = number
        self.pid = pid
        self.last = last
        self._standing = standing or Standing()
        self._look = _Look(0.0, True, 0.0)
        self._charged = 0.0
        """Seconds of processor time that its source's standing knows of."""
        self._pidfd = pidfd
        self._channel = self._line = Channel(sock, self._received, self._hung_up, turns)

    def exited(self, exit: Exited) -> None:
        """The zygote reaped the process: the last word on why, but for what the cell itself has said of it."""
        self._channel.drain()
        self._used = Usage(exit.cpu, exit.memory)
        self._charge(exit.cpu)
        self._end(self._why or cause(exit))

    @property
    def spent(self) -> float:
        """By the clock of the process, which counts all of its threads."""
        if self._pidfd < 0:
            return self._used.cpu
        try:
            return time.clock_gettime((~self.pid << 3) | _PROCESS_CPU)
        except OSError:
            return self._used.cpu  # it has just ended

    @property
    def must_stand_back(self) -> bool:
        """Whether its source has come to take much of the processor. To be asked now and then while it is at work."""
        self._charge(self.spent)
        return not self.last and self._standing.is_greedy(self._timers.now())

    def used_unasked(self) -> float:
        """Seconds of processor time since this was asked last, where no call was made in between; else 0."""
        before, self._look = self._look, _Look(self._deadline, self.is_at_work, self.spent)
        idle = not (before.at_work or self._look.at_work) and before.deadline == self._deadline
        return self._look.spent - before.spent if idle else 0.0

    def _charge(self, spent: float) -> None:
        self._standing.charge(max(0.0, spent - self._charged), self._timers.now())
        self._charged = spent

    def lost(self) -> None:
        """The zygote is gone, and with it the news of the process."""
        self._kill()
        self._end(self._why or Failure(code=failure.SOURCE_DIED, message="the scheme's process died"))

    def _hung_up(self, why: str) -> None:
        """End of the socket. The zygote's news, which follows at once, says more; only a breach is known here."""
        if why:
            self.condemn(hostile(why))
        else:
            self._kill()

    def _kill(self) -> None:
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _end(self, why: Failure) -> None:
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        self._finish(why)
