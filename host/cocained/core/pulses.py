"""What a driver runs its task with: the `Pulse` of the contract. Each life of a driver has one of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Callback, Cancellable, Overlap
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import MAX_DATA, Exhausted, Next, Process, Reschedule, Rescheduled
from cocained.core.alarms import Alarms
from cocained.core.asking import Asking
from cocained.core.contracts import Answer, EventFields, Pending, Refused
from cocained.core.events import Events
from cocained.core.hindrances import Hold, held, hindrance, hold
from cocained.core.lastruns import LastRuns
from cocained.core.runs import QUARANTINED, REPLACED, WAITING, Outcome, Runs, incapable
from cocained.core.threads import Thread
from cocained.core.timers import Timer, Timers

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


class _Planned(NamedTuple):
    """A run that is wanted."""

    due: float
    then: Callback | None
    overlap: Overlap


class _Run(Pending):
    """A call of `next` on its way."""

    __slots__ = ("planned",)

    def __init__(self, timeout: float, answer: Callable[[Answer], None], planned: _Planned) -> None:
        super().__init__(_NEXT, timeout, answer)
        self.planned = planned


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
        self._queued: _Planned | None = None
        self._waking: Timer | None = None
        """For the run that is queued, where it waits for its source to be allowed one."""
        self._asking = Asking(subject.thread, subject.timeout, around.timers)

    def stop(self) -> None:
        self._stopped = True
        self._alarms.stop()
        self._asking.stop()
        if self._waking is not None:
            self._waking.cancel()

    def revived(self) -> None:
        """The thread has a new cell, or is allowed more than it was."""
        self._asking.go_on()
        self._begin_queued()

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
        self._begin_queued()
        if self._was_quarantined(due):
            self._skip_run(QUARANTINED, then)
        elif self._running is None:
            self._begin(_Planned(due, then, overlap))
        elif overlap is Overlap.SKIP:
            self._skip_run(hindrance(self._running, self._thread), then)
        elif overlap is Overlap.REPLACE:
            self._replace(self._running, due, then)
        elif self._queued is None:
            self._queued = _Planned(due, then, overlap)
        else:
            self._skip_run(WAITING, then)

    def process(self, data: bytes, then: Callback) -> None:
        if self._stopped:
            return
        due = self.clock.monotonic()

        def processed(pending: Pending, answer: Answer) -> None:
            self._emit(due, pending.began, answer)
            self._call_back(pending, then)

        if len(data) > MAX_DATA:
            self._asking.refuse(_too_large(len(data)), processed)
        else:
            self._asking.ask(Process(data), processed)

    def reschedule(self, answer: Callable[[float | None], None]) -> None:
        def rescheduled(pending: Pending, said: Answer) -> None:
            when = said.when if isinstance(said, Rescheduled) else None
            if isinstance(said, Failure):
                self._subject.runs.error = (self.clock.monotonic(), said)
                self._thread.pace.count_event()
                self._around.events.emit_failure(self._subject.key, said, self._thread.code)
            self._call_back(pending, lambda: answer(when))

        if not self._stopped:
            self._asking.ask(_RESCHEDULE, rescheduled)

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

    def _begin(self, planned: _Planned) -> None:
        lacking = self._thread.lacking(self._subject.requires)
        if lacking is not None:
            self._skip_run(incapable(lacking), planned.then)
        elif (held := hold(self._thread)) is not None:
            self._hold_back(planned, held)
        else:
            self._running = _Run(self._subject.timeout, self._ran, planned)
            self._thread.pace.count_event()
            self._thread.call(self._running)

    def _hold_back(self, planned: _Planned, hold: Hold) -> None:
        """One that would wait for the run before it waits for its source's allowance too."""
        if hold.seconds is None or planned.overlap is not Overlap.QUEUE:
            self._skip_run(hold.why, planned.then)
        elif self._queued is not None:
            self._skip_run(WAITING, planned.then)
        else:
            self._queued = planned
            self._waking = self._around.timers.later(hold.seconds, self._begin_queued)

    def _begin_queued(self) -> None:
        if self._running is None and self._queued is not None and not self._stopped:
            if self._waking is not None:
                self._waking.cancel()
            planned, self._queued = self._queued, None
            self._begin(planned)

    def _skip_run(self, why: str, then: Callback | None) -> None:
        self.skip(1, why)
        if then is not None:
            self._alarms.soon(then)

    def _replace(self, running: _Run, due: float, then: Callback | None) -> None:
        """Kill the run that is going; one that has not begun yet stands for the new one too."""
        if self._queued is not None:
            self._skip_run(REPLACED, self._queued.then)
        self._queued = _Planned(due, then, Overlap.REPLACE)
        if not self._thread.interrupt(running):
            self._skip_run(REPLACED, running.planned.then)
            running.planned, self._queued = self._queued, None

    def _ran(self, answer: Answer) -> None:
        running, self._running = self._running, None
        if self._stopped or running is None:
            return  # it was dropped in the meantime: nobody is to hear of it
        planned = running.planned
        if isinstance(answer, Refused):
            self._thread.pace.count_event(-1)
            self._hold_back(planned, held(answer.why, self._thread))
        else:
            self._emit(planned.due, running.began, answer)
            if planned.then is not None:
                self._call_back(running, planned.then)
        self._begin_queued()

    def _emit(self, due: float, began: float, answer: Answer) -> None:
        """Write a run down, and send what it came to where it belongs."""
        now, code = self.clock.monotonic(), self._thread.code
        outcome = self._subject.runs.add(due, began or now, now, answer, code)
        match answer:
            case EventFields():
                self._around.events.emit(self._subject.key, answer, code)
                if not answer.fields:
                    self._thread.pace.count_event(-1)
            case Failure() if outcome is Outcome.REPLACED:
                self._thread.pace.count_event(-1)
                self.skip(1, REPLACED)
            case Failure():
                self._around.events.emit_failure(self._subject.key, answer, code)
            case Exhausted():
                self._subject.exhausted()

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
