"""The times at which one task's driver wants to be woken."""

from __future__ import annotations

from collections.abc import Callable

from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Callback, Cancellable
from cocained.timers import Timers, WallTimer


class Alarm:
    """One callback. Gone once it has rung, or was cancelled."""

    __slots__ = ("_alarms", "_callback", "_timer", "unix", "when")

    def __init__(self, alarms: Alarms, callback: Callback, when: float, unix: float | None) -> None:
        self._alarms = alarms
        self._callback = callback
        self.when = when
        self.unix = unix
        self._timer: Cancellable = alarms.wait(self)

    def cancel(self) -> None:
        self._timer.cancel()
        self._alarms.waiting.pop(self, None)

    def ring(self) -> None:
        if self in self._alarms.waiting:
            del self._alarms.waiting[self]
            self._alarms.call(self._callback)


class Alarms:
    """Every alarm of one driver; what a callback raises is told to `failed`."""

    def __init__(self, timers: Timers, clock: Clock, failed: Callable[[Exception], None]) -> None:
        self.waiting: dict[Alarm, None] = {}
        self._timers = timers
        self._clock = clock
        self._failed = failed

    def at(self, when: float, callback: Callback) -> Alarm:
        return self._add(Alarm(self, callback, when, None))

    def at_time(self, unix: float, callback: Callback) -> Alarm:
        return self._add(Alarm(self, callback, 0.0, unix))

    def soon(self, callback: Callback) -> None:
        """In another turn of the loop."""
        self.at(self._timers.now(), callback)

    @property
    def next(self) -> float | None:
        """Unix time of the nearest."""
        ahead = self._clock.time() - self._timers.now()
        return min((a.when + ahead if a.unix is None else a.unix for a in self.waiting), default=None)

    def stop(self) -> None:
        for alarm in tuple(self.waiting):
            alarm.cancel()

    def wait(self, alarm: Alarm) -> Cancellable:
        if alarm.unix is None:
            return self._timers.at(alarm.when, alarm.ring)
        return WallTimer(self._timers, self._clock, alarm.unix, alarm.ring)

    def call(self, callback: Callback) -> None:
        try:
            callback()
        except Exception as error:
            self._failed(error)

    def _add(self, alarm: Alarm) -> Alarm:
        self.waiting[alarm] = None
        return alarm
