"""auto: run the source every n milliseconds (seed).

The n-th run is due at start + n·interval, whatever happened to the runs before it: a schedule never drifts. It is kept
by the monotonic clock, whatever is done to the wall clock; one that is aligned to the hour is kept by the wall clock.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from cocaine_sdk.driver import Cancellable, Driver, Overlap, Pulse
from cocaine_sdk.errors import MissingArgument
from cocaine_sdk.schedule import LONGEST, MakeUp, Missed, milliseconds

SHORTEST = 0.001
"""Milliseconds: far below what a timer can do, and far above what a float cannot divide a time by."""
TICK = 0.001
"""Seconds to which the times of last runs are kept."""
LATE = "the daemon was late by more than an interval"


class AutoArguments(msgspec.Struct, frozen=True):
    """`interval`: milliseconds, more than 0, integer or not.

    `align`: on multiples of the interval since the epoch. `jitter`: milliseconds, by up to which this task runs later
    than that, always by the same. `overlap` and `missed`: see there.
    """

    interval: Any = None
    align: bool = False
    jitter: float = 0.0
    overlap: Overlap = Overlap.SKIP
    missed: Missed = Missed.SKIP

    def __post_init__(self) -> None:
        force_setattr(self, "interval", _interval(self.interval))
        force_setattr(self, "jitter", milliseconds("jitter", self.jitter))


def _interval(interval: object) -> float:
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
        self._now = pulse.clock.time if arguments.align else pulse.clock.monotonic
        """The clock that the schedule is kept by."""
        self._wait = pulse.at_time if arguments.align else pulse.at
        self._origin = 0.0
        """The time of turn 0, by that clock."""
        self._turn = 0
        """The turn that was planned last."""
        self._timer: Cancellable | None = None
        self._make_up = MakeUp(pulse, arguments.missed, arguments.overlap)

    def start(self) -> None:
        """The phase comes from the task's first start, by the wall clock."""
        clock = self.pulse.clock
        offset = self.pulse.spread * self.args.jitter / 1000
        first = offset if self.args.align else self.pulse.started + offset
        self._origin = first if self.args.align else clock.monotonic() - (clock.time() - first)
        self._turn = self._turn_now()
        if self.pulse.last is not None:
            self._own_up(self._turn - self._turn_of(self.pulse.last, first))
        self._arm()

    def _turn_of(self, last: float, first: float) -> int:
        """The turn whose run was planned last. Where there was none yet, `last` is the start, between two turns."""
        started = self.pulse.started
        if abs(last - started) <= TICK:
            return math.floor((started - first) / self._interval)
        return round((last - first) / self._interval)

    def stop(self) -> None:
        self._make_up.stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _own_up(self, missed: int) -> None:
        last = self._turn
        if missed > 0:
            self._make_up.begin(missed, lambda before: self._monotonic(last - before))

    def _turn_now(self) -> int:
        """The number of the last run that is due by now; below 0 where the wall clock went back."""
        return math.floor((self._now() - self._origin) / self._interval)

    def _due_at(self, turn: int) -> float:
        """When a turn is due, by the clock of the schedule."""
        return self._origin + turn * self._interval

    def _monotonic(self, turn: int) -> float:
        due = self._due_at(turn)
        return due - self._now() + self.pulse.clock.monotonic() if self.args.align else due

    def _arm(self) -> None:
        self._turn += 1
        self._timer = self._wait(self._due_at(self._turn), self._due)

    def _due(self) -> None:
        late = self._turn_now() - self._turn
        if late < 0 and self.args.align and self._now() < self._due_at(self._turn):
            self._turn = self._turn_now()  # the wall clock was set back, and the schedule with it
            self._arm()
            return
        if late > 0:
            self.pulse.skip(late, LATE)
            self._turn += late
        due = self._monotonic(self._turn)
        self._arm()
        self.pulse.run(due, None, self.args.overlap)
