"""Schedules of 100, 1,000 and 10,000 tasks beside APScheduler's: how late do runs come, do all of them, at what cost?

One after the other, each in processes of its own: the same number, the same period, the same time. Both get them in a
burst, as users do it, and so have them due in a burst; who adds them sooner has them due more densely, so that the
last load is given to APScheduler in the daemon's phases too.

The daemon tells times in whole milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.metadata import version
from typing import NamedTuple

import msgspec

from benchmarks import auto, beside, daemon
from benchmarks.apscheduling import Plan, Seen
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure
from benchmarks.latency import quantiles
from benchmarks.lateness import Window, due, lateness

SOURCES = 100
"""Each with a cell. (10,000 tasks cannot each have one: it is a process.)"""
SECONDS = 10.0
SETTLE = 1.5
"""Seconds before and after: for what the burst left behind, and for runs that are late."""
TIMEOUT = 5000
"""Milliseconds. One source, another timeout: another task."""
AT_ONCE = 100
"""Keys of one `explain`."""


class Load(NamedTuple):
    tasks: int
    interval: float
    """Seconds."""


LOADS = (Load(100, 1.0), Load(1000, 1.0), Load(10_000, 5.0))


class Measured(NamedTuple):
    """What became of a load. Milliseconds of lateness, of each run that was due within the window."""

    phases: list[float]
    """For each task some unix time at which it is due."""
    due: int
    late: list[float]
    """Until something is seen of it: an event is published, a job begins."""
    skipped: int
    used: float
    """Processor time of the one who keeps the schedule, in percent of one core."""
    burst: float
    """Seconds that it took to add the tasks."""
    begun: list[float] = []
    """Until the source's turn came, as `explain` tells it."""
    cells: float = 0.0
    """Processor time of the cells, in percent of one core."""


def figures() -> Iterator[Figure]:
    for load in LOADS:
        measured = ours(load)
        yield from of_ours(load, measured)
        yield from of_theirs("", theirs(load, [None] * load.tasks))
    yield from of_theirs(", in the daemon's phases", theirs(load, [*measured.phases]))


def of_ours(load: Load, measured: Measured) -> Iterator[Figure]:
    title = f"{load.tasks:,} tasks at {load.interval:g} s, for {SECONDS:g} s: due → event published, p50"
    yield quantiles(title, measured.late, came(measured), digits=1)
    yield quantiles("  due → its turn in the cell, p50", measured.begun, digits=1)
    yield Figure(
        "  the host's processor", f"{measured.used:.1f} %", f"of one core; the cells' {measured.cells:.1f} %"
    )


def of_theirs(how: str, measured: Measured) -> Iterator[Figure]:
    yield quantiles(
        f"  APScheduler {version('apscheduler')}{how}: due → first line of the job, p50",
        measured.late,
        came(measured),
        "in its favour: the job does nothing, and is a function of the same process",
        digits=1,
    )
    yield Figure("    its processor", f"{measured.used:.1f} %", "of one core, with the jobs")


def came(measured: Measured) -> str:
    return (
        f"{len(measured.late):,} of {measured.due:,} came, {measured.skipped:,} skipped; "
        f"added within {measured.burst:.1f} s"
    )


# --- APScheduler's side


def theirs(load: Load, phases: list[float | None]) -> Measured:
    plan = msgspec.json.encode(Plan(load.interval, SETTLE, SECONDS, phases)).decode()
    with beside.running("apscheduling") as apscheduler:
        seen = msgspec.json.decode(apscheduler.finish(plan), type=Seen)
    window = Window(*seen.window)
    return Measured(
        phases=seen.phases,
        due=due(seen.phases, load.interval, window),
        late=lateness(seen.began, dict(enumerate(seen.phases)), load.interval, window),
        skipped=seen.skipped,
        used=percent(seen.used, window),
        burst=seen.burst,
    )


def percent(seconds: float, window: Window) -> float:
    return 100 * seconds / (window.end - window.begin)


# --- the daemon's side


def ours(load: Load) -> Measured:
    with daemon.running("--watermark", "1000000") as measured, measured.client() as client:
        began = time.monotonic()
        push_all(client, load)
        burst = time.monotonic() - began
        return watch(measured, client, load, burst)


def push_all(client: Client, load: Load) -> None:
    """One request for each source."""
    each = load.tasks // SOURCES
    arguments = [{"interval": load.interval * 1000, "timeout": TIMEOUT + number} for number in range(each)]
    requests = [daemon.push({daemon.uri(number): arguments}) for number in range(SOURCES)]
    client.ask_all(requests, in_flight=SOURCES)


def watch(measured: Daemon, client: Client, load: Load, burst: float) -> Measured:
    phases = {task["key"]: task["next_run"] for task in client.action("list")["tasks"]}
    if len(phases) != load.tasks:
        raise RuntimeError(f"{len(phases)} of {load.tasks} tasks were pushed")
    with auto.subscribed(measured) as events:
        auto.take(events, time.time() + SETTLE)
        skipped = client.action("stats")["runs"]["skipped"]
        begin, before = time.time(), auto.usage(measured)
        topics = auto.take(events, begin + SECONDS)
        window, after = Window(begin, time.time()), auto.usage(measured)
        topics += auto.take(events, window.end + SETTLE)
    return Measured(
        phases=list(phases.values()),
        due=due(phases.values(), load.interval, window),
        late=lateness(map(run_of, topics), phases, load.interval, window),
        skipped=client.action("stats")["runs"]["skipped"] - skipped,
        used=percent(after.host - before.host, window),
        burst=burst,
        begun=begun(client, list(phases), window),
        cells=percent(after.cells - before.cells, window),
    )


def run_of(topic: bytes) -> tuple[str, float]:
    key, _, _, timestamp = topic.decode().split(" ")
    return key, float(timestamp)


def begun(client: Client, keys: list[str], window: Window) -> list[float]:
    """Milliseconds from due to begun, of the runs that `explain` still knows: the last 20 of each task."""
    late: list[float] = []
    for first in range(0, len(keys), AT_ONCE):
        asked = keys[first : first + AT_ONCE]
        told = daemon.explained(client, asked)
        runs = [run for key in asked for run in told[key]["last_runs"]]
        late += [
            (run["began"] - run["due"]) * 1000 for run in runs if window.begin <= run["due"] < window.end
        ]
    return late
