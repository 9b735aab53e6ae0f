"""A clock that a test holds in its hand."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable

LEAP = 3600.0
"""Seconds by which the wall clock is set back for whoever waits for it to be woken."""
GLANCE = 1.0
"""Seconds between looks at the wall clock."""


class _Alarm:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class FakeClock:
    """The `Clock` of the contract, and an event loop's `call_later`: time passes when the test says so."""

    def __init__(self, time: float = 1_700_000_000.0, monotonic: float = 1000.0) -> None:
        self._monotonic = monotonic
        self._offset = time - monotonic
        self._alarms: list[tuple[float, int, _Alarm]] = []
        self._order = itertools.count()
        self.rings = 0
        """Alarms that have rung so far."""

    def time(self) -> float:
        return self._monotonic + self._offset

    def monotonic(self) -> float:
        return self._monotonic

    def call_later(self, delay: float, callback: Callable[[], None]) -> _Alarm:
        alarm = _Alarm(callback)
        heapq.heappush(self._alarms, (self._monotonic + max(0.0, delay), next(self._order), alarm))
        return alarm

    def call_at_time(self, unix: float, callback: Callable[[], None]) -> _Alarm:
        """Call back when the wall clock reaches `unix`; at once where it is set back by more than an hour."""
        alarm = _Alarm(callback)
        self._look(unix, self._offset, alarm)
        return alarm

    def _look(self, unix: float, offset: float, alarm: _Alarm) -> None:
        left = unix - self.time()
        if alarm.callback is None or left <= 0 or self._offset < offset - LEAP:
            self._ring(alarm)
        else:
            self.call_later(min(left, GLANCE), lambda: self._look(unix, max(offset, self._offset), alarm))

    def advance(self, seconds: float) -> None:
        """Let time pass, and every alarm in it ring at its time and in its order."""
        end = self._monotonic + seconds
        while self._alarms and self._alarms[0][0] <= end:
            when, _, alarm = heapq.heappop(self._alarms)
            self._monotonic = max(self._monotonic, when)
            self._ring(alarm)
        self._monotonic = end

    def stall(self, seconds: float) -> None:
        """Let time pass with nobody looking, as a busy loop or a suspended machine does; then ring what is due."""
        self._monotonic += seconds
        self.advance(0.0)

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back, as NTP does: nothing rings."""
        self._offset += seconds

    def _ring(self, alarm: _Alarm) -> None:
        if alarm.callback is not None:
            self.rings += 1
            callback, alarm.callback = alarm.callback, None
            callback()
