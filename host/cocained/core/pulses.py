"""What a driver runs its task with: the `Pulse` of the contract. Each life of a driver has one of its own."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Callback, Cancellable, Overlap
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import MAX_DATA, Call, Exhausted, Next, Process, Reschedule, Rescheduled
from cocained.core.alarms import Alarms
from cocained.core.contracts import Answer, EventFields, Pending, Refused
from cocained.core.events import Events
from cocained.core.hindrances import hindrance
from cocained.core.lastruns import LastRuns
from cocained.core.refusals import over
from cocained.core.runs import DEGRADED, QUARANTINED, REPLACED, WAITING, Outcome, Runs, incapable
from cocained.core.threads import Thread
from cocained.core.timers import Timers

_NEXT, _RESCHEDULE = Next(), Reschedule()


class Surroundings(NamedTuple):
    """What all tasks live in."""

    timers: Timers
    clock: Clock
    events: Events
    last_runs: LastRuns
    hostname: str


class Subject(NamedTuple):
    """Whose pulse it is."""

    key: str
    started: float
    """Unix time."""
    resumed: float
    """Unix time at which it was last let out of a quarantine; 0 where it never was in one."""
    timeout: float
    """Seconds."""
    requires: tuple[Capability, ...]
    thread: Thread
    runs: Runs
    exhausted: Callback
    """The source has come to its end."""
    failed: Callable[[Exception], None]
    """The driver raised something when it was called back."""


class _Run(Pending):
    """A call of `next` on its way."""

    __slots__ = ("due", "then")

    def __init__(
        self, timeout: float, answer: Callable[[Answer], None], due: float, then: Callback | None
    ) -> None:
        super().__init__(_NEXT, timeout, answer)
        self.due = due
        self.then = then


class TaskPulse:
    """Runs the source when the driver says so. Silent once it is stopped, whatever is still on its way."""

    def __init__(self, subject: Subject, around: Surroundings) -> None:
        self.last = around.last_runs.of(subject.key)
        self._subject = subject
        self._thread = subject.thread
        self._around = around
        self._alarms = Alarms(around.timers, around.clock, subject.failed)
        self._stopped = False
        self._resumed = subject.resumed - around.clock.time() + around.clock.monotonic()
        """The same on the monotonic clock."""
        self._running: _Run | None = None
        self._queued: tuple[float, Callback | None] | None = None
        self._deferred: deque[Pending] = deque()
        """What was refused and must be asked again when the source is back."""

    def stop(self) -> None:
        self._stopped = True
        self._alarms.stop()
        for pending in self._deferred:
            pending.answer = over
        self._deferred.clear()

    def revived(self) -> None:
        """The thread has a new cell."""
        deferred, self._deferred = self._deferred, deque()
        for pending in deferred:
            self._thread.call(pending)

    def call(self, callback: Callback) -> None:
        """Call the driver; what it raises costs its own task."""
        self._alarms.call(callback)

    @property
    def next_run(self) -> float | None:
        """Unix time at which the driver next wants to be woken."""
        return self._alarms.next

    # --- the contract ---------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return self._around.clock

    @property
    def started(self) -> float:
        return self._subject.started

    @property
    def spread(self) -> float:
        digest = hashlib.sha256(f"{self._around.hostname} {self._subject.key}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def can(self, capability: Capability) -> bool | None:
        return None if self._thread.capabilities is None else self._thread.lacking((capability,)) is None

    def at(self, when: float, callback: Callback) -> Cancellable:
        return self._alarms.at(when, callback)

    def at_time(self, unix: float, callback: Callback) -> Cancellable:
        return self._alarms.at_time(unix, callback)

    def run(self, due: float, then: Callback | None = None, overlap: Overlap = Overlap.SKIP) -> None:
        if self._stopped:
            return
        self._around.last_runs.note(self._subject.key, due)
        if self._was_quarantined(due):
            self._skip_run(QUARANTINED, then)
        elif self._running is None:
            self._begin(due, then)
        elif overlap is Overlap.SKIP:
            self._skip_run(hindrance(self._running, self._thread), then)
        elif overlap is Overlap.REPLACE:
            self._replace(self._running, due, then)
        elif self._queued is None:
            self._queued = (due, then)
        else:
            self._skip_run(WAITING, then)

    def process(self, data: bytes, then: Callback) -> None:
        if self._stopped:
            return
        due = self.clock.monotonic()
        if len(data) > MAX_DATA:
            self._emit(due, due, _too_large(len(data)))
            self._alarms.soon(then)
            return

        def processed(pending: Pending, answer: Answer) -> None:
            self._emit(due, pending.began, answer)
            self._call_back(pending, then)

        self._ask(Process(data), processed)

    def reschedule(self, answer: Callable[[float | None], None]) -> None:
        def rescheduled(pending: Pending, said: Answer) -> None:
            when = said.when if isinstance(said, Rescheduled) else None
            if isinstance(said, Failure):
                self._subject.runs.error = (self.clock.monotonic(), said)
                self._around.events.emit_failure(self._subject.key, said)
            self._call_back(pending, lambda: answer(when))

        if not self._stopped:
            self._ask(_RESCHEDULE, rescheduled)

    def skip(self, runs: int, why: str, due: float | None = None) -> None:
        if due is not None and self._was_quarantined(due):
            why = QUARANTINED
        self._subject.runs.skip(runs, why, self.clock.monotonic())
        if due is not None:
            self._around.last_runs.note(self._subject.key, due)

    # --- runs -----------------------------------------------------------------------------------------------

    def _was_quarantined(self, due: float) -> bool:
        """Whether the task stood still at `due`: by both clocks, as one of them may have been set meanwhile."""
        if due >= self._resumed:
            return False
        return due - self.clock.monotonic() + self.clock.time() < self._subject.resumed

    def _begin(self, due: float, then: Callback | None) -> None:
        lacking = self._thread.lacking(self._subject.requires)
        if lacking is not None:
            self._skip_run(incapable(lacking), then)
        elif self._thread.refusal is not None:
            self._skip_run(DEGRADED, then)
        else:
            self._running = _Run(self._subject.timeout, self._ran, due, then)
            self._thread.call(self._running)

    def _skip_run(self, why: str, then: Callback | None) -> None:
        self.skip(1, why)
        if then is not None:
            self._alarms.soon(then)

    def _replace(self, running: _Run, due: float, then: Callback | None) -> None:
        """Kill the run that is going; one that has not begun yet stands for the new one too."""
        if self._queued is not None:
            self._skip_run(REPLACED, self._queued[1])
        self._queued = (due, then)
        if not self._thread.interrupt(running):
            self._queued = None
            self._skip_run(REPLACED, running.then)
            running.due, running.then = due, then

    def _ran(self, answer: Answer) -> None:
        running, self._running = self._running, None
        if self._stopped or running is None:
            return  # it was dropped in the meantime: nobody is to hear of it
        if isinstance(answer, Refused):
            self.skip(1, DEGRADED)
        else:
            self._emit(running.due, running.began, answer)
        if running.then is not None:
            self._call_back(running, running.then)
        if self._queued is not None and self._running is None and not self._stopped:
            (due, then), self._queued = self._queued, None
            self._begin(due, then)

    def _emit(self, due: float, began: float, answer: Answer) -> None:
        """Write a run down, and send what it came to where it belongs."""
        now = self.clock.monotonic()
        outcome = self._subject.runs.add(due, began or now, now, answer)
        match answer:
            case EventFields():
                self._around.events.emit(self._subject.key, answer)
            case Failure() if outcome is Outcome.REPLACED:
                self.skip(1, REPLACED)
            case Failure():
                self._around.events.emit_failure(self._subject.key, answer)
            case Exhausted():
                self._subject.exhausted()

    # --- what must be answered, however long the source is away ---------------------------------------------

    def _ask(self, call: Call, answered: Callable[[Pending, Answer], None]) -> None:
        def answer(said: Answer) -> None:
            if isinstance(said, Refused) and not self._stopped:
                self._deferred.append(pending)
                return
            pending.answer = over
            if not self._stopped:
                answered(pending, said)

        pending = Pending(call, self._subject.timeout, answer)
        if self._deferred:
            self._deferred.append(pending)
        else:
            self._thread.call(pending)

    def _call_back(self, pending: Pending, callback: Callback) -> None:
        """Call the driver back; in another turn where the answer came before the question had left."""
        if self._stopped:
            return
        if pending.began:
            self.call(callback)
        else:
            self._alarms.soon(callback)


def _too_large(size: int) -> Failure:
    return Failure(
        code=failure.DATA_TOO_LARGE,
        message=f"{size} bytes came for the source, and {MAX_DATA} are the most that it can be handed at once",
        hint="send the data in smaller pieces",
    )
