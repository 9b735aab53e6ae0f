"""What several looks at a daemon come to: a rate is what passed between two of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from cocaine_sdk.cli.looks import REQUESTS, Figures, Look, SourceFigures

if TYPE_CHECKING:
    from cocaine_sdk.client import TaskState

WINDOW = 10.0
"""Seconds over which rates are taken, where the looks are closer together than that."""
MEASURED = 5.0
"""Seconds in which a daemon measures each of its cells once: over less its processor time says nothing."""
_NEARLY = 0.9
_NOTHING = SourceFigures()


class SourceRates(msgspec.Struct, frozen=True, kw_only=True):
    """What a source takes. None: not known yet, or never."""

    uri: str
    states: dict[str, int]
    """Its tasks, by state."""
    cpu_percent: float | None
    """Of one processor."""
    memory: int
    """Bytes."""
    queue: int
    """Calls that wait."""
    runs_per_second: float | None
    failed: int
    skipped: int
    restarts: int
    next_run: float | None
    """Unix time."""


class DaemonRates(msgspec.Struct, frozen=True, kw_only=True):
    """What a daemon does, and each of its sources."""

    timestamp: float
    """Unix time of the last look, on this side."""
    hostname: str
    uptime: float
    """Seconds."""
    requests_per_second: float | None
    """Without those that the looks themselves make."""
    events_per_second: float | None
    runs_per_second: float | None
    cells: int
    states: dict[str, int]
    """All tasks, by state."""
    sources: list[SourceRates]
    """Those that have a task, or did something lately."""
    idle: int
    """Sources beside these whose cells still live, as they do for a while after the last task or `once`."""
    idle_memory: int
    """Bytes that those hold."""


Sort = Callable[[SourceRates], float]


class Looks:
    """The looks of the last seconds. `sort`: of which the first source has the most."""

    def __init__(self, sort: Sort) -> None:
        self._sort = sort
        self._looks: deque[Look] = deque()

    def add(self, look: Look) -> None:
        if self._looks and look.figures.uptime < self._looks[-1].figures.uptime:
            self._looks.clear()  # the daemon was started anew, and counts from 0
        self._looks.append(look)
        while len(self._looks) > 2 and _passed(self._looks[1], look) >= WINDOW:
            self._looks.popleft()

    def rates(self) -> DaemonRates:
        """As of the last look."""
        first, last = self._looks[0], self._looks[-1]
        own = REQUESTS * (len(self._looks) - 1)
        tasks = _by_source(last)
        idle = self._idle()
        return DaemonRates(
            timestamp=last.timestamp,
            hostname=last.figures.hostname,
            uptime=last.figures.uptime,
            requests_per_second=_rate(first, last, lambda figures: figures.requests.total, without=own),
            events_per_second=_rate(first, last, lambda figures: figures.events.total),
            runs_per_second=_rate(first, last, lambda figures: figures.runs.total),
            cells=last.figures.cells.alive,
            states=Counter(task.state for task in last.tasks),
            sources=sorted(
                (
                    self._source(uri, tasks.get(uri, []))
                    for uri in {**last.figures.sources, **tasks}
                    if uri not in idle
                ),
                key=lambda source: (-self._sort(source), source.uri),
            ),
            idle=len(idle),
            idle_memory=sum(last.figures.sources[uri].memory for uri in idle),
        )

    def _idle(self) -> set[str]:
        """Sources that have had no task, and done nothing, for as long as is looked back."""
        first, last = self._looks[0], self._looks[-1]
        if _passed(first, last) < WINDOW:
            return set()
        with_tasks = {task.uri for look in self._looks for task in look.tasks}
        before = first.figures.sources
        return {
            uri
            for uri, now in last.figures.sources.items()
            if uri not in with_tasks and now.queue == 0 and _has_done(now) == _has_done(before.get(uri))
        }

    def _source(self, uri: str, tasks: list[TaskState]) -> SourceRates:
        last = self._looks[-1]
        now = last.figures.sources.get(uri, _NOTHING)
        first = next((look for look in self._looks if uri in look.figures.sources), last)
        cpu = _rate(self._measured_since(first), last, lambda figures: figures.sources[uri].cpu)
        return SourceRates(
            uri=uri,
            states=Counter(task.state for task in tasks),
            cpu_percent=None if cpu is None else cpu * 100,
            memory=now.memory,
            queue=now.queue,
            runs_per_second=_rate(first, last, lambda figures: figures.sources[uri].runs),
            failed=now.failed,
            skipped=now.skipped,
            restarts=now.restarts,
            next_run=min((task.next_run for task in tasks if task.next_run is not None), default=None),
        )

    def _measured_since(self, first: Look) -> Look:
        """The look, not before `first`, since which the processor time was measured a whole number of times."""
        last = self._looks[-1]
        if _passed(first, last) >= WINDOW:
            return first
        later = (look for look in reversed(self._looks) if _passed(look, last) >= _NEARLY * MEASURED)
        found = next(later, last)
        return found if _passed(first, found) >= 0 else last


def _by_source(look: Look) -> dict[str, list[TaskState]]:
    tasks: dict[str, list[TaskState]] = {}
    for task in look.tasks:
        tasks.setdefault(task.uri, []).append(task)
    return tasks


def _has_done(figures: SourceFigures | None) -> tuple[float, ...]:
    """What grows as a source does something; nothing of one that was not there."""
    if figures is None:
        return ()
    return figures.cpu, figures.runs, figures.failed, figures.skipped, figures.restarts


def _passed(before: Look, after: Look) -> float:
    """Seconds, by the daemon's own clock."""
    return after.figures.uptime - before.figures.uptime


def _rate(first: Look, last: Look, count: Callable[[Figures], float], without: float = 0.0) -> float | None:
    """By how much a count grew in a second; None where no time has passed. A count falls where a task is dropped:
    that is no growth."""
    passed = _passed(first, last)
    if passed <= 0:
        return None
    return max(0.0, count(last.figures) - count(first.figures) - without) / passed
