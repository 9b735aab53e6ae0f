"""A task: a source and a driver with its arguments, and the tokens that want it; it has one subscription key (seed)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.driver import Driver
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.core.backoff import Backoff
from cocained.core.pulses import Subject, Surroundings, TaskPulse
from cocained.core.runs import Runs
from cocained.core.threads import State, Thread
from cocained.core.timers import Timer

log = logging.getLogger(__name__)


class TaskState(StrEnum):
    RUNNING = "running"
    DEGRADED = "degraded"
    QUARANTINED = "quarantined"
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
    quarantined: bool = False
    resumed: float = 0.0
    """Unix time at which it was last let out of a quarantine: what was due before that is not made up for."""


class Task:
    """Holds its driver, one life of it after another. A `Dependent` of its thread."""

    def __init__(
        self,
        key: str,
        record: TaskRecord,
        thread: Thread,
        around: Surroundings,
        on_exhausted: Callable[[Task], None],
    ) -> None:
        self.key = key
        self.record = record
        self.thread = thread
        self.transient_tokens: set[str] = set()
        """Tokens that want it, but not beyond the daemon's life. Those in the record want it for good."""
        self.runs = Runs()
        self.requires: tuple[Capability, ...] = ()
        self._around = around
        self._on_exhausted = on_exhausted
        self._driver: Driver[Any] | None = None
        self._pulse: TaskPulse | None = None
        self._backoff = Backoff()
        self._born = 0.0
        self._retry: Timer | None = None

    # --- who wants it ---------------------------------------------------------------------------------------

    @property
    def tokens(self) -> set[str]:
        return self.transient_tokens.union(self.record.tokens)

    @property
    def transient(self) -> bool:
        return not self.record.tokens

    # --- its life -------------------------------------------------------------------------------------------

    def start(self, driver: type[Driver[Any]], arguments: msgspec.Struct) -> None:
        """For the first time. Raises the `CocaineError` of a driver that refuses, `SourceFailed` for whatever else it
        raises; the task then stands still."""
        self.requires = driver.requires
        self.thread.dependents.add(self)
        try:
            self._begin(driver, arguments)
        except CocaineError:
            self.stop()
            raise
        except Exception as error:
            log.exception("%s: the driver %s failed", self.key, self.record.driver)
            self.stop()
            raise SourceFailed(self._failure(error)) from error

    def recover(self, driver: type[Driver[Any]], arguments: msgspec.Struct) -> None:
        """The same for a task that lives on: its driver is started again for as long as it fails."""
        self._retry = None
        self.requires = driver.requires
        self.thread.dependents.add(self)
        try:
            self._begin(driver, arguments)
        except Exception as error:
            self._driver_failed(error, driver, arguments)

    def _begin(self, driver: type[Driver[Any]], arguments: msgspec.Struct) -> None:
        subject = Subject(
            self.key,
            self.record.started,
            self.record.resumed,
            self.record.timeout / 1000,
            driver.requires,
            self.thread,
            self.runs,
            lambda: self._on_exhausted(self),
            lambda error: self._driver_failed(error, driver, arguments),
        )
        self._born = self._around.timers.now()
        self._pulse = TaskPulse(subject, self._around)
        self._driver = driver(arguments, self._pulse)
        self._driver.start()

    def stop(self) -> None:
        self.thread.dependents.discard(self)
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        self._stop_driver()

    def exhaust(self) -> None:
        """Its source has come to its end: it stays listed, and never runs again."""
        self.stop()
        self.record.exhausted = True

    def _stop_driver(self) -> None:
        # The pulse holds its task too: a task that is dropped is to be freed at once, not by the garbage collector.
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            pulse.stop()
        driver, self._driver = self._driver, None
        if driver is not None:
            try:
                driver.stop()
            except Exception:  # it must not keep its like from being stopped
                log.exception("%s: its driver could not be stopped", self.key)

    def _driver_failed(self, error: Exception, driver: type[Driver[Any]], arguments: msgspec.Struct) -> None:
        """What a driver raises costs its own task: it is shown there, and the driver begins anew."""
        self._stop_driver()
        if self._around.timers.now() - self._born > self._backoff.longest:
            self._backoff.succeeded()
        delay = self._backoff.failed()
        why = self._failure(error, f"it is started again in {delay:g} s")
        log.error(
            "%s: %s", self.key, why.message, exc_info=None if isinstance(error, CocaineError) else error
        )
        self.runs.error = (self._around.timers.now(), why)
        self._retry = self._around.timers.later(delay, lambda: self.recover(driver, arguments))

    def _failure(self, error: Exception, hint: str = "") -> Failure:
        words = str(error) if isinstance(error, CocaineError) else f"{type(error).__name__}: {error}"
        message = f"the driver {self.record.driver} failed: {words}"
        return Failure(code=failure.DRIVER_ERROR, message=message, hint=hint)

    # --- what its thread tells it ---------------------------------------------------------------------------

    def revived(self) -> None:
        if self._pulse is not None and self._driver is not None:
            self._pulse.revived()
            self._pulse.call(self._driver.renewed)

    def go_on(self) -> None:
        """Its source may take other than before."""
        if self._pulse is not None:
            self._pulse.revived()

    # --- how it is ------------------------------------------------------------------------------------------

    @property
    def state(self) -> TaskState:
        if self.record.exhausted:
            return TaskState.EXHAUSTED
        if self.record.quarantined:
            return TaskState.QUARANTINED
        broken = self.thread.state is State.DEGRADED or self._driver is None
        return TaskState.DEGRADED if broken else TaskState.RUNNING

    @property
    def next_run(self) -> float | None:
        """Unix time at which the driver next wants to be woken."""
        return self._pulse.next_run if self._pulse is not None else None

    @property
    def last_run(self) -> float | None:
        """Unix time at which the last run was due, made or skipped, in this life of the daemon or an earlier one."""
        noted = self._around.last_runs.of(self.key)
        if noted is not None and noted != round(self.record.started, 3):
            return noted
        if not self.runs.last:
            return None
        ahead = self._around.clock.time() - self._around.timers.now()
        return round(self.runs.last[0].due + ahead, 3)  # of data, whose coming is nobody's plan

    def figures(self) -> dict[str, Any]:
        """What the driver tells of itself."""
        try:
            return dict(self._driver.describe()) if self._driver is not None else {}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}
