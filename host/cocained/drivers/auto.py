"""auto: run the source every n milliseconds (seed).

The n-th run is due at start + n·interval, whatever happened to the runs before it: a schedule never drifts.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from cocaine_sdk.driver import Cancellable, Driver, Pulse
from cocaine_sdk.errors import MissingArgument

SHORTEST = 0.001
"""Milliseconds: far below what a timer can do, and far above what a float cannot divide a time by."""
LONGEST = 366 * 24 * 3600 * 1000.0
"""Milliseconds: a year. What is longer is a mistake more likely than a wish."""


class AutoArguments(msgspec.Struct, frozen=True):
    """`interval`: milliseconds, more than 0, integer or not."""

    interval: Any = None

    def __post_init__(self) -> None:
        force_setattr(self, "interval", _milliseconds(self.interval))


def _milliseconds(interval: object) -> float:
    if interval is None:
        raise MissingArgument("interval")
    if isinstance(interval, bool) or not isinstance(interval, int | float):
        raise MissingArgument("interval", f"expected a number of milliseconds, not {str(interval)[:40]!r}")
    if not interval > 0:
        raise MissingArgument("interval", f"it must be more than 0 ms, not {str(interval)[:40]}")
    if interval < SHORTEST:
        raise MissingArgument("interval", f"it must be at least {SHORTEST:g} ms, not {interval:g}")
    if not interval <= LONGEST:
        raise MissingArgument(
            "interval", f"it must be at most {LONGEST:.0f} ms, a year, not {str(interval)[:40]}"
        )
    return float(interval)


class Auto(Driver[AutoArguments]):
    """Runs at start + n·interval, for n = 1, 2, …"""

    @classmethod
    def arguments(cls) -> type[AutoArguments]:
        return AutoArguments

    def __init__(self, arguments: AutoArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        self._interval: float = arguments.interval / 1000
        self._origin = 0.0
        self._turn = 0
        self._timer: Cancellable | None = None

    def start(self) -> None:
        """The phase comes from the task's first start, by the wall clock, and is kept by the monotonic one."""
        clock = self.pulse.clock
        now = clock.monotonic()
        self._origin = now - (clock.time() - self.pulse.started)
        self._turn = self._turn_at(now)
        self._arm()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _turn_at(self, now: float) -> int:
        """The number of the last run that was due at or before `now`; negative if the wall clock went back."""
        return math.floor((now - self._origin) / self._interval)

    def _arm(self) -> None:
        self._turn += 1
        self._timer = self.pulse.at(self._origin + self._turn * self._interval, self._due)

    def _due(self) -> None:
        due = self._origin + self._turn * self._interval
        late = self._turn_at(self.pulse.clock.monotonic()) - self._turn
        if late > 0:
            self.pulse.skip(late, "the daemon was late by more than an interval")
            self._turn += late
        self._arm()
        self.pulse.run(due)
