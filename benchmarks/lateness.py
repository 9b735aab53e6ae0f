"""From due times and what came to how late it was: the same reckoning for whoever keeps a schedule."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)


class Window(NamedTuple):
    """Unix times: runs that are due from `begin` on and before `end` are looked at."""

    begin: float
    end: float


def lateness(
    runs: Iterable[tuple[K, float]], phases: Mapping[K, float], interval: float, window: Window
) -> list[float]:
    """Milliseconds after its due time, of each run that was due within the window; a run counts once.

    `runs`: whose, and unix time; `phases`: some time at which each is due, every `interval` seconds. A run may be a
    quarter of an interval early, or three quarters late: beyond that it would be taken for another.
    """
    late: dict[tuple[K, int], float] = {}
    for key, moment in runs:
        since = moment - phases[key]
        turn = round((since - interval / 4) / interval)
        if window.begin <= phases[key] + turn * interval < window.end:
            late.setdefault((key, turn), (since - turn * interval) * 1000)
    return list(late.values())


def due(phases: Iterable[float], interval: float, window: Window) -> int:
    """How many times phase + n·interval lie in the window."""
    return sum(int((window.end - phase) // interval - (window.begin - phase) // interval) for phase in phases)
