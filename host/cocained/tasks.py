"""A task: a source and a driver with its arguments, and the tokens that want it; it has one subscription key (seed)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Cancellable, Driver
from cocaine_sdk.failure import TIMEOUT, Failure
from cocained.cells.frames import Exhausted, Next
from cocained.contracts import Answer, EventFields, Pending
from cocained.events import Events
from cocained.threads import State, Thread
from cocained.timers import Timers

_NEXT = Next()
OVERLAP = "the run before was still going"
DEGRADED = "the source was degraded"


class TaskState(StrEnum):
    RUNNING = "running"
    DEGRADED = "degraded"
    EXHAUSTED = "exhausted"


class TaskRecord(msgspec.Struct, kw_only=True):
    """A task as the storage keeps it, in the collection `tasks` by its subscription key."""

    uri: str
    driver: str
    arguments: dict[str, Any]
    """Those that differ from their defaults, the timeout among them."""
    timeout: float
    """Milliseconds."""
    thread: str | None
    started: float
    """Unix time of the first start: the phase of the schedule."""
    tokens: list[str]
    exhausted: bool = False


class Task:
    """Runs its source whenever its driver says so. The `Pulse` of its driver."""

    def __init__(
        self,
        key: str,
        record: TaskRecord,
        thread: Thread,
        timers: Timers,
        clock: Clock,
        events: Events,
        on_exhausted: Callable[[Task], None],
    ) -> None:
        self.key = key
        self.record = record
        self.thread = thread
        self.transient_tokens: set[str] = set()
        """Tokens that want it, but not beyond the daemon's life. Those in the record want it for good."""
        self.runs = 0
        self.failed = 0
        self.timeouts = 0
        self.skipped: Counter[str] = Counter()
        """Runs that were planned and not made, by reason."""
        self.next_run: float | None = None
        """When the driver next wants to be woken, on the monotonic clock."""
        self._clock = clock
        self._timers = timers
        self._events = events
        self._on_exhausted = on_exhausted
        self._driver: Driver[Any] | None = None
        self._running = False
        self._timeout = record.timeout / 1000

    # --- who wants it ---------------------------------------------------------------------------------------

    @property
    def tokens(self) -> set[str]:
        return self.transient_tokens.union(self.record.tokens)

    @property
    def transient(self) -> bool:
        return not self.record.tokens

    @property
    def state(self) -> TaskState:
        if self.record.exhausted:
            return TaskState.EXHAUSTED
        return TaskState.DEGRADED if self.thread.state is State.DEGRADED else TaskState.RUNNING

    # --- its life -------------------------------------------------------------------------------------------

    def start(self, driver: type[Driver[Any]], arguments: msgspec.Struct) -> None:
        self._driver = driver(arguments, self)
        self._driver.start()

    def stop(self) -> None:
        self.next_run = None
        if self._driver is not None:
            self._driver.stop()
            self._driver = None

    def exhaust(self) -> None:
        """Its source has come to its end: it stays listed, and never runs again."""
        self.stop()
        self.record.exhausted = True

    # --- what its driver is given ---------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def started(self) -> float:
        return self.record.started

    def at(self, when: float, callback: Callable[[], None]) -> Cancellable:
        self.next_run = when
        return self._timers.at(when, callback)

    def run(self, due: float) -> None:  # noqa: ARG002  the plan's time is for the drivers to come
        if self._driver is None:
            return
        if self._running:
            self.skip(1, OVERLAP)
        elif self.thread.refusal is not None:
            self.skip(1, DEGRADED)
        else:
            self._running = True
            self.thread.call(Pending(_NEXT, self._timeout, self._ran))

    def skip(self, runs: int, why: str) -> None:
        self.skipped[why] += runs

    # --- what a run comes to --------------------------------------------------------------------------------

    def _ran(self, answer: Answer) -> None:
        self._running = False
        if self._driver is None:
            return  # it was dropped in the meantime: nobody is to hear of it
        match answer:
            case EventFields():
                self.runs += 1
                self._events.emit(self.key, answer)
            case Failure():
                self.runs += 1
                self.failed += 1
                self.timeouts += answer.code == TIMEOUT
                self._events.emit_failure(self.key, answer)
            case Exhausted():
                self._on_exhausted(self)
            case _:
                raise TypeError(f"a run cannot come to {answer!r}")
