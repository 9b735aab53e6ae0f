"""What a benchmark gives: rows of a table."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    what: str
    value: str
    beside: str = ""
    """The figure's ratio to its peers, its spread, or what it is made of."""


Benchmark = Callable[[], Iterable[Figure]]

median = statistics.median


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def spread(values: Sequence[float], digits: int = 1) -> str:
    return f"{min(values):,.{digits}f} to {max(values):,.{digits}f} over {len(values)} rounds"


def rate(work: Callable[[], int], seconds: float) -> float:
    """How often per second: `work` does something and says how many times, again and again, for so long."""
    began = now = time.perf_counter()
    done = 0
    while now - began < seconds:
        done += work()
        now = time.perf_counter()
    return done / (now - began)


def machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}, load average {load:.2f} at the start"
    )


def table(title: str, figures: Sequence[Figure]) -> str:
    what = max(len(figure.what) for figure in figures)
    value = max(len(figure.value) for figure in figures)
    lines = [f"  {f.what:{what}}  {f.value:>{value}}  {f.beside}".rstrip() for f in figures]
    return "\n".join([title, *lines])
