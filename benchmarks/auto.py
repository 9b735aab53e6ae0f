"""1,000 tasks, each of a source of its own, each due every second: does every run come, when, and at what cost?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import psutil
import zmq

from benchmarks import daemon
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure, percentile
from benchmarks.lateness import Window, due, lateness

TASKS = 1000
INTERVAL = 1.0
SECONDS = 20.0
SETTLE = 3.0
"""Seconds before and after the window: for what the pushes left behind, and for runs that are late."""
AT_ONCE = 50
"""Tasks of one request."""
FIELD = b" some-field "

Phases = dict[bytes, float]
"""By subscription key: some time at which the task is due, unix."""


class Used(NamedTuple):
    """Seconds of processor time."""

    host: float
    cells: float


def figures() -> Iterator[Figure]:
    with daemon.running("--watermark", "1000000") as measured, measured.client() as client:
        push_all(client)
        phases: Phases = {task["key"].encode(): task["next_run"] for task in client.action("list")["tasks"]}
        with subscribed(measured) as events:
            take(events, time.time() + SETTLE)
            skipped = client.action("stats")["runs"]["skipped"]
            begin, before = time.time(), usage(measured)
            came = take(events, begin + SECONDS)
            end, after = time.time(), usage(measured)
            came += take(events, end + SETTLE)
            skipped = client.action("stats")["runs"]["skipped"] - skipped
    window = Window(begin, end)
    late = lateness(stamps(came), phases, INTERVAL, window)
    expected = due(phases.values(), INTERVAL, window)
    yield from report(expected, late, skipped)
    share = 100 / (end - begin)
    yield Figure("  the host's processor", f"{(after.host - before.host) * share:.1f} %", "of one core")
    yield Figure("  the cells', all of them", f"{(after.cells - before.cells) * share:.1f} %", "of one core")


def report(expected: int, late: list[float], skipped: int) -> Iterator[Figure]:
    yield Figure(
        f"{TASKS:,} tasks at {INTERVAL:g} s, for {SECONDS:g} s: runs published",
        f"{len(late):,}",
        f"of {expected:,} due; {expected - len(late):,} missed, {skipped:,} skipped",
    )
    yield Figure(
        "  lateness, p50",
        f"{percentile(late, 0.5):.1f} ms",
        f"p99 {percentile(late, 0.99):.1f} ms, most {max(late):.1f} ms; in whole milliseconds",
    )


def push_all(client: Client) -> None:
    for first in range(0, TASKS, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        client.checked(daemon.push({daemon.uri(n): {"interval": INTERVAL * 1000} for n in numbers}))


def subscribed(measured: Daemon) -> zmq.Socket[bytes]:
    events: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    events.setsockopt(zmq.LINGER, 0)
    events.set_hwm(0)
    events.subscribe(b"")
    events.connect(measured.export)
    return events


def take(events: zmq.Socket[bytes], until: float) -> list[bytes]:
    """The topics of all that comes until then (unix time), of one field of each event."""
    topics = []
    while (left := until - time.time()) > 0:
        if events.poll(int(left * 1000) + 1):
            topic, _ = events.recv_multipart()
            if FIELD in topic:
                topics.append(topic)
    return topics


def stamps(topics: list[bytes]) -> list[tuple[bytes, float]]:
    """Key and unix time of each."""
    return [(key, float(timestamp)) for key, _, _, timestamp in (topic.split(b" ") for topic in topics)]


def usage(measured: Daemon) -> Used:
    host = measured.host.cpu_times()
    return Used(host.user + host.system, sum(_seconds(cell) for cell in measured.cells()))


def _seconds(cell: psutil.Process) -> float:
    used = cell.cpu_times()
    return float(used.user + used.system)
