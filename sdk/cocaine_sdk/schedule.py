"""What drivers that keep a schedule share: arguments in milliseconds, and what was missed (sources.md, Time)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from cocaine_sdk.driver import Overlap, Pulse
from cocaine_sdk.errors import BadArgument

LONGEST = 366 * 24 * 3600 * 1000.0
"""Milliseconds: a year. What is longer is a mistake more likely than a wish."""
MOST_MADE_UP = 100
"""Missed runs that `all` makes up for; older ones are skipped, and counted."""
DOWN = "the daemon was not running, or its machine slept"


class Missed(StrEnum):
    """What becomes of runs that were due while the daemon was down."""

    SKIP = "skip"
    """They are skipped, and counted."""
    ONCE = "once"
    """One run stands for all of them."""
    ALL = "all"
    """Each is made, one after the other: the last `MOST_MADE_UP`."""


def milliseconds(name: str, value: float, most: float = LONGEST) -> float:
    """A length of time that may be 0. Raises `BadArgument`."""
    if not 0 <= value <= most:
        raise BadArgument(f"{name} must be a number of milliseconds from 0 to {most:.0f}, not {value:g}")
    return float(value)


class MakeUp:
    """Makes up for missed runs, as the task's `missed` says."""

    def __init__(self, pulse: Pulse, policy: Missed, overlap: Overlap) -> None:
        self._pulse = pulse
        self._owed = {Missed.SKIP: 0, Missed.ONCE: 1, Missed.ALL: MOST_MADE_UP}[policy]
        self._overlap = overlap
        self._left = 0

    def begin(self, count: int, due: Callable[[int], float]) -> None:
        """`count` runs were missed; `due(n)` is when the n-th of them was, on the monotonic clock, counted back from
        the last: `due(0)`."""
        if self._left:  # what was missed before is not made up for any more
            self._pulse.skip(self._left, DOWN)
        self._left = min(count, self._owed)
        if count > self._left:
            self._pulse.skip(count - self._left, DOWN, due(self._left))
        self._due = due
        self._next()

    def stop(self) -> None:
        self._left = 0

    def _next(self) -> None:
        if self._left:
            self._left -= 1
            self._pulse.run(self._due(self._left), self._next, self._overlap)
