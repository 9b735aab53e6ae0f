"""The way of calls to a thread's cell: at once, or, where the source has a share of the processor, one by one.

Each goes when what those before it have used beyond that share is paid off.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from cocaine_sdk.failure import Failure
from cocained.cells.frames import Next
from cocained.core.contracts import Answer, LiveCell, Pending
from cocained.core.pace import Pace
from cocained.core.refusals import refuse
from cocained.core.timers import Timer, Timers

NEAR = 1.0
"""Seconds: what is nearer than this is waited for; before what comes later runs are refused."""


class Gated(Protocol):
    """The thread whose calls they are."""

    @property
    def ready_cell(self) -> LiveCell | None:
        """The cell that makes calls now."""

    @property
    def spent(self) -> float:
        """Seconds of processor time of all its cells."""


class Gate:
    """Where calls wait. Runs are refused before they wait for long, since the next one comes by itself; data is not."""

    def __init__(self, pace: Pace, timers: Timers) -> None:
        self.waiting: deque[Pending] = deque()
        self._pace = pace
        self._timers = timers
        self._alone: tuple[Pending, Callable[[Answer], None]] | None = None
        """The call before whose end no other is made, and who waits for its answer."""
        self._timer: Timer | None = None

    def call(self, pending: Pending, thread: Gated) -> None:
        """Make a call after those before it, or keep it until there is a cell."""
        self._pace.cap(pending)
        cell = _living(thread)
        if cell is not None and self._pace.is_free and not self.waiting:
            cell.send(pending)
        else:
            self.waiting.append(pending)
            self.go_on(thread)

    def put_back(self, calls: Iterable[Pending]) -> None:
        """They were sent, and not begun."""
        alone, self._alone = self._alone, None
        if alone is not None:
            call, answer = alone
            call.answer = answer
        self.waiting.extendleft(reversed([*calls]))

    def go_on(self, thread: Gated) -> None:
        """Send what may go."""
        self._forget_timer()
        while self.waiting and (cell := _living(thread)) is not None:
            if self._pace.is_free:
                cell.send(self.waiting.popleft())
            elif self._alone is not None or not self._may_go(thread):
                return
            else:
                self._send_alone(cell, self.waiting.popleft(), thread)

    def _may_go(self, thread: Gated) -> bool:
        """Whether the first may; those that would wait for too long are refused, whatever stands before them."""
        seconds = self._pace.rest(thread.spent)
        if seconds > NEAR:
            self._refuse_runs(seconds)
        if seconds > 0 and self.waiting:
            self._timer = self._timers.later(seconds, lambda: self.go_on(thread))
        return seconds <= 0

    def _refuse_runs(self, seconds: float) -> None:
        runs = [pending for pending in self.waiting if type(pending.call) is Next]
        self.waiting = deque(pending for pending in self.waiting if type(pending.call) is not Next)
        refuse(runs, self._pace.share_spent(seconds))

    def _send_alone(self, cell: LiveCell, pending: Pending, thread: Gated) -> None:
        answer = pending.answer

        def answered(said: Answer) -> None:
            self._alone = None
            answer(said)
            self.go_on(thread)

        self._alone, pending.answer = (pending, answer), answered
        cell.send(pending)

    def refuse(self, why: Failure) -> None:
        """None of what waits is made."""
        self._forget_timer()
        waiting, self.waiting = self.waiting, deque()
        refuse(waiting, why)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _living(thread: Gated) -> LiveCell | None:
    """One on its end would answer with that: what comes while it dies waits for the next."""
    cell = thread.ready_cell
    return cell if cell is not None and cell.why is None else None
