"""The host's side of a shared process: its socket, the seats in it, and whether it still goes round."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import signal
import socket

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.failure import Failure
from cocained.cells.addressing import (
    CONTROL,
    Discard,
    FromProcess,
    Gone,
    Ping,
    Pong,
    Stuck,
    addressed,
    opened,
)
from cocained.cells.channel import Channel
from cocained.cells.frames import Exited, encode
from cocained.cells.shared import verdicts
from cocained.cells.shared.seat import Seat
from cocained.cells.verdicts import cause, hostile
from cocained.core.contracts import Owner, Usage
from cocained.core.timers import Timer, Timers
from cocained.core.turns import Turns

log = logging.getLogger(__name__)

PING = 2.0
"""Seconds between two questions whether it is there."""
SILENCE = 10.0
"""Seconds without an answer after which it is taken for hung: something holds up all of its threads."""
FAREWELL = 3.0
"""Seconds that a source has to be gone when it was discarded: its `close`, and the end of its call."""
GHOSTS = 16
"""Sources that would not go, in a process that may live on: each holds a thread or a task."""

_decoder = msgspec.msgpack.Decoder(FromProcess)


class SharedProcess:
    """All sources of one scheme. It ends with its last source, or all of them end with it."""

    def __init__(
        self,
        number: int,
        sock: socket.socket,
        pid: int,
        pidfd: int,
        timers: Timers,
        clock: Clock,
        scheme: str,
        turns: Turns | None = None,
    ) -> None:
        self.number = number
        self._scheme = scheme
        self.pid = pid
        self.seats: dict[int, Seat] = {}
        self._pidfd = pidfd
        self._timers = timers
        self._clock = clock
        self._numbers = itertools.count(CONTROL + 1)
        self._leaving: dict[int, Timer] = {}
        """Sources that were discarded and are not gone, with the timers of their patience."""
        self._ghosts: set[int] = set()
        self._ending = False
        self._used = Usage(0.0, 0)
        self._asked = 0.0
        """When a question was put that has no answer yet; 0 for none."""
        self._channel = Channel(sock, self._received, self._hung_up, turns)
        self._pinging = timers.later(PING, self._ping)

    @property
    def is_open(self) -> bool:
        """Whether further sources may come into it."""
        return not self._ending

    def seat(self, owner: Owner) -> Seat:
        """Room for one more source, with no source in it yet."""
        number = next(self._numbers)
        seat = Seat(number, self._channel.write, self._discard, owner, self._timers, self._clock)
        self.seats[number] = seat
        return seat

    def measured(self, usage: Usage) -> None:
        """What all of it has used, in equal parts: nobody can say whose is whose."""
        spent, self._used = usage.cpu - self._used.cpu, usage
        for seat in self.seats.values():
            seat.measured(Usage(seat.usage.cpu + spent / len(self.seats), usage.memory // len(self.seats)))

    # --- what the process says ------------------------------------------------------------------------------

    def _received(self, body: bytes) -> None:
        number, frame = opened(body)
        if number == CONTROL:
            self._control(frame)
        elif (seat := self.seats.get(number)) is not None:
            seat.received(frame)

    def _control(self, frame: bytes) -> None:
        try:
            message = _decoder.decode(frame)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            self.condemn(hostile(f"a frame that is none: {error}"))
            return
        match message:
            case Pong():
                self._asked = 0.0
            case Gone(seat=number):
                self._gone(number)
            case Stuck(seat=number, where=where):
                self._stuck(number, where)

    def _stuck(self, number: int, where: str) -> None:
        """One source holds up the loop: it is to blame, the others are only told."""
        why = verdicts.blocked(where)
        culprit = self.seats.get(number)
        if culprit is not None:
            culprit.condemn(why)
            culprit.gone()
        self._end(why, suspects=culprit is None)

    def _ping(self) -> None:
        self._pinging = self._timers.later(PING, self._ping)
        now = self._clock.monotonic()
        if not self._asked:
            self._asked = now
            self._tell(Ping())
        elif now - self._asked > SILENCE:
            self.condemn(verdicts.silent(SILENCE))

    def _tell(self, message: msgspec.Struct) -> None:
        self._channel.write(addressed(CONTROL, encode(message)))

    # --- the end of a source --------------------------------------------------------------------------------

    def _discard(self, number: int) -> None:
        if number not in self.seats or number in self._leaving or self._ending:
            return
        self._leaving[number] = self._timers.later(FAREWELL, lambda: self._stays(number))
        self._tell(Discard(number))

    def _stays(self, number: int) -> None:
        """It would not go: its task goes on without it, and its remains are counted."""
        del self._leaving[number]
        self._ghosts.add(number)
        self._let_go(number)
        if len(self._ghosts) > GHOSTS:
            self.condemn(verdicts.haunted(len(self._ghosts)))

    def _gone(self, number: int) -> None:
        self._ghosts.discard(number)
        timer = self._leaving.pop(number, None)
        if timer is not None:
            timer.cancel()
        self._let_go(number)

    def _let_go(self, number: int) -> None:
        seat = self.seats.pop(number, None)
        if seat is not None:
            seat.gone()
        if not self.seats and not self._ending:
            self._ending = True
            self._kill()

    # --- the end --------------------------------------------------------------------------------------------

    def condemn(self, why: Failure) -> None:
        """Kill the process, for a reason that all of its sources are told."""
        self._end(why, suspects=True)

    def exited(self, exit: Exited) -> None:
        """The zygote reaped the process."""
        self._channel.drain()
        self._end(cause(exit), suspects=True)
        self._let_go_of_it()

    def lost(self) -> None:
        """The zygote is gone, and the process with it."""
        self._end(verdicts.lost(), suspects=False)
        self._let_go_of_it()

    def _hung_up(self, why: str) -> None:
        """End of the socket. The zygote's news, which follows at once, says more; only a breach is known here."""
        if why:
            self.condemn(hostile(why))
        else:
            self._kill()

    def _end(self, why: Failure, suspects: bool) -> None:
        """The sources are told at once: they need not wait for the kernel. `suspects`: whoever ran may be the cause."""
        self._kill()
        if self.seats:
            log.warning(
                "scheme %s: the process of its %d sources was ended: %s",
                self._scheme,
                len(self.seats),
                why.message,
            )
        self._ending = True
        seats, self.seats = self.seats, {}
        for seat in seats.values():
            seat.process_ended(
                verdicts.suspected(why) if suspects and seat.queue else verdicts.disturbed(why)
            )

    def _kill(self) -> None:
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _let_go_of_it(self) -> None:
        if self._pidfd < 0:
            return
        os.close(self._pidfd)
        self._pidfd = -1
        self._channel.close()
        self._pinging.cancel()
        for timer in self._leaving.values():
            timer.cancel()
