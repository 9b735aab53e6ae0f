"""The times at which one task's driver wants to be woken."""

from __future__ import annotations

from collections.abc import Callable

from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Callback
from cocained.core.timers import Timer, Timers, WallTimer, nothing


class Alarm(Timer):
    """One callback of a driver. Gone once it has rung, or was cancelled."""

    __slots__ = ("_alarms",)

    def __init__(self, alarms: Alarms, when: float, callback: Callback) -> None:
        super().__init__(when, callback)
        self._alarms = alarms

    def unix_when(self, ahead: float) -> float:
        """When it rings, unix time; `ahead`: by how much the wall clock is ahead of the monotonic one."""
        return self.when + ahead

    def ring(self) -> None:
        callback, self.callback = self.callback, nothing
        del self._alarms.waiting[self]
        self._alarms.call(callback)

    def cancel(self) -> None:
        super().cancel()
        self._alarms.waiting.pop(self, None)


class WallAlarm(WallTimer):
    """The same, kept by the wall clock."""

    def __init__(self, alarms: Alarms, timers: Timers, clock: Clock, unix: float, callback: Callback) -> None:
        super().__init__(timers, clock, unix, callback)
        self._alarms = alarms

    def unix_when(self, ahead: float) -> float:  # noqa: ARG002  it goes by no other clock
        return self.unix

    def ring(self) -> None:
        del self._alarms.waiting[self]
        self._alarms.call(self.callback)

    def cancel(self) -> None:
        super().cancel()
        self._alarms.waiting.pop(self, None)


class Alarms:
    """Every alarm of one driver; what a callback raises is told to `failed`."""

    def __init__(self, timers: Timers, clock: Clock, failed: Callable[[Exception], None]) -> None:
        self.waiting: dict[Alarm | WallAlarm, None] = {}
        self._timers = timers
        self._clock = clock
        self._failed = failed

    def at(self, when: float, callback: Callback) -> Alarm:
        alarm = Alarm(self, when, callback)
        self.waiting[alarm] = None
        self._timers.add(alarm)
        return alarm

    def at_time(self, unix: float, callback: Callback) -> WallAlarm:
        alarm = WallAlarm(self, self._timers, self._clock, unix, callback)
        self.waiting[alarm] = None
        return alarm

    def soon(self, callback: Callback) -> None:
        """In another turn of the loop."""
        self.at(self._timers.now(), callback)

    @property
    def next(self) -> float | None:
        """Unix time of the nearest."""
        ahead = self._clock.time() - self._timers.now()
        return min((alarm.unix_when(ahead) for alarm in self.waiting), default=None)

    def stop(self) -> None:
        for alarm in tuple(self.waiting):
            alarm.cancel()

    def call(self, callback: Callback) -> None:
        try:
            callback()
        except Exception as error:
            self._failed(error)
