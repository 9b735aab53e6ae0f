"""What a task's source must be asked, however long it is away, and however slowly it may go: data, and when it wants to
run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from cocaine_sdk.failure import Failure
from cocained.cells.frames import Call, Process
from cocained.core.contracts import Answer, Pending, Refused
from cocained.core.refusals import over
from cocained.core.threads import Thread
from cocained.core.timers import Timer, Timers


class _Refused(Pending):
    """What its source is not asked, as the answer is known before."""

    __slots__ = ("why",)

    def __init__(self, answer: Callable[[Answer], None], why: Failure) -> None:
        super().__init__(Process(b""), 0.0, answer)
        self.why = why


class Asking:
    """The questions of one life of a driver, in their order."""

    def __init__(self, thread: Thread, timeout: float, timers: Timers) -> None:
        """`timeout`: seconds that each may take."""
        self._thread = thread
        self._timeout = timeout
        self._timers = timers
        self._deferred: deque[Pending] = deque()
        """What was refused, or may not be asked yet."""
        self._timer: Timer | None = None
        self._stopped = False

    def ask(self, call: Call, answered: Callable[[Pending, Answer], None]) -> None:
        """`answered` hears of it once, unless this is stopped first."""

        def answer(said: Answer) -> None:
            if isinstance(said, Refused) and not self._stopped:
                self._count(pending, -1)
                self._deferred.append(pending)
                return
            pending.answer = over
            if not self._stopped:
                answered(pending, said)

        pending = Pending(call, self._timeout, answer)
        self._put(pending)

    def refuse(self, why: Failure, answered: Callable[[Pending, Answer], None]) -> None:
        """Data that the source is not handed: `answered` hears of that in its turn, when it may be published."""

        def answer(said: Answer) -> None:
            pending.answer = over
            answered(pending, said)

        pending = _Refused(answer, why)
        self._put(pending)

    def _put(self, pending: Pending) -> None:
        if self._deferred or self._must_wait(pending):
            self._deferred.append(pending)
        else:
            self._make(pending)

    def go_on(self) -> None:
        """The source is back, or may go on: ask again what was put off."""
        waiting, self._deferred = self._deferred, deque()
        while waiting and not self._must_wait(waiting[0]):
            self._make(waiting.popleft())
        self._deferred.extend(waiting)

    def stop(self) -> None:
        self._stopped = True
        self._forget_timer()
        for pending in self._deferred:
            pending.answer = over
        self._deferred.clear()

    def _must_wait(self, pending: Pending) -> bool:
        """Whether what may come of it is more than the source may publish now. It is asked when it may."""
        seconds = self._thread.pace.silence() if type(pending.call) is Process else 0.0
        if seconds > 0:
            self._forget_timer()
            self._timer = self._timers.later(seconds, self.go_on)
        return seconds > 0

    def _make(self, pending: Pending) -> None:
        self._count(pending, 1)
        if isinstance(pending, _Refused):
            pending.answer(pending.why)
        else:
            self._thread.call(pending)

    def _count(self, pending: Pending, number: int) -> None:
        if type(pending.call) is Process:
            self._thread.pace.count_event(number)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
