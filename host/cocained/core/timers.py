"""Every timer of the daemon, in one structure with one wake-up.

Timers stand in buckets of one millisecond, and a heap holds the buckets' times: a timer costs a dictionary entry, and
only the first of its millisecond costs a heap operation. (A `call_at` for each of 100,000 timers a second took nine
times the processor of this.)
"""

from __future__ import annotations

import heapq
import logging
import math
from collections.abc import Callable
from typing import Protocol

from cocaine_sdk.clock import Clock
from cocaine_sdk.driver import Cancellable

log = logging.getLogger(__name__)

TICK = 0.001
GLANCE = 10.0
"""Seconds between looks at the wall clock while a time of it is waited for: it may be set, the machine may sleep."""
LEAP = 3600.0
"""Seconds by which the wall clock is set back for whoever waits for it to plan anew; by less, it is waited for."""
_STALE = 1024
"""Times of emptied buckets that the heap may hold before it is built anew."""


class Alarm(Protocol):
    """What wakes the timers: the loop's `call_later`."""

    def __call__(self, delay: float, callback: Callable[[], None], /) -> Cancellable: ...


class Timer:
    """One callback at one time. `cancel` undoes it. Once it has rung, or was cancelled, it holds nothing: whoever is
    called back often holds his timer, and both would be left to the garbage collector."""

    __slots__ = ("_timers", "callback", "tick", "when")

    def __init__(self, when: float, callback: Callable[[], None]) -> None:
        self._timers: Timers | None = None
        """Where it waits."""
        self.when = when
        self.tick = math.ceil(when / TICK)
        self.callback = callback

    def ring(self) -> None:
        callback, self.callback = self.callback, nothing
        callback()

    def cancel(self) -> None:
        if self._timers is not None:
            self._timers._forget(self)
            self._timers = None
            self.callback = nothing


def nothing() -> None:
    pass


class Timers:
    """Calls back at times of the monotonic clock: never early, and late by a millisecond where the loop is free."""

    def __init__(self, clock: Clock, alarm: Alarm) -> None:
        self._clock = clock
        self._alarm = alarm
        self._buckets: dict[int, dict[Timer, None]] = {}
        self._ticks: list[int] = []
        self._stale = 0
        self._armed: tuple[int, Cancellable] | None = None

    def __len__(self) -> int:
        return sum(map(len, self._buckets.values()))

    def now(self) -> float:
        """The monotonic clock that the timers go by, seconds."""
        return self._clock.monotonic()

    def at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` once, at `when`; a time in the past means as soon as possible."""
        timer = Timer(when, callback)
        self.add(timer)
        return timer

    def add(self, timer: Timer) -> None:
        """Ring it at its time."""
        timer._timers = self
        bucket = self._buckets.get(timer.tick)
        if bucket is None:
            self._buckets[timer.tick] = {timer: None}
            heapq.heappush(self._ticks, timer.tick)
            self._arm()
        else:
            bucket[timer] = None

    def later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` once, `delay` seconds from now."""
        return self.at(self._clock.monotonic() + delay, callback)

    def fire(self) -> None:
        """Run all that is due. What a callback adds for now waits for the next round, so that no round is endless."""
        self._armed = None
        now = math.floor(self._clock.monotonic() / TICK)
        due: list[Timer] = []
        while self._ticks and self._ticks[0] <= now:
            due.extend(self._buckets.pop(heapq.heappop(self._ticks), ()))
        for timer in due:
            if timer._timers is not None:
                timer._timers = None
                try:
                    timer.ring()
                except Exception:
                    log.exception("a timer's callback failed")
        self._arm()

    def _forget(self, timer: Timer) -> None:
        bucket = self._buckets.get(timer.tick)
        if bucket is None or timer not in bucket:
            return
        del bucket[timer]
        if not bucket:
            del self._buckets[timer.tick]
            self._stale += 1
            if self._stale > _STALE and self._stale > len(self._ticks) // 2:
                self._ticks = sorted(self._buckets)
                self._stale = 0

    def _arm(self) -> None:
        """One wake-up, for the earliest bucket; never nearer than a tick, where uvloop's timer would spin."""
        if not self._ticks:
            return
        tick = self._ticks[0]
        if self._armed is not None:
            if self._armed[0] <= tick:
                return
            self._armed[1].cancel()
        delay = max(TICK, tick * TICK - self._clock.monotonic())
        self._armed = (tick, self._alarm(delay, self.fire))


class WallTimer:
    """One callback when the wall clock reaches a time, or at once where the clock is set back by more than `LEAP`."""

    def __init__(self, timers: Timers, clock: Clock, unix: float, callback: Callable[[], None]) -> None:
        self._timers = timers
        self._clock = clock
        self.unix = unix
        self.callback = callback
        self._ahead = clock.time() - timers.now()
        self._timer = self._wait()

    def ring(self) -> None:
        self.callback()

    def cancel(self) -> None:
        self._timer.cancel()

    def _wait(self) -> Timer:
        return self._timers.later(min(self.unix - self._clock.time(), GLANCE), self._look)

    def _look(self) -> None:
        ahead = self._clock.time() - self._timers.now()
        if self._clock.time() >= self.unix or ahead < self._ahead - LEAP:
            self.ring()
        else:
            self._ahead = max(self._ahead, ahead)
            self._timer = self._wait()
