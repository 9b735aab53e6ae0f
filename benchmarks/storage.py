"""Durable pushes: each reply comes after its commit is on the disk, and those that wait share one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

from benchmarks import daemon
from benchmarks.client import Client
from benchmarks.figures import Figure, median, spread

ROUNDS = 5
ALONE = 200
BURST = 2000
IN_FLIGHT = 512
SLOW = 1_000_000_000
"""Milliseconds: tasks that are kept and never run while this lasts. One source, another interval: another task."""


def figures() -> Iterator[Figure]:
    intervals = count(SLOW)
    alone, burst = [], []
    with daemon.running() as measured, measured.client() as client:
        client.checked(daemon.ONCE)
        pushes(client, intervals, ALONE, 1)
        for _ in range(ROUNDS):
            alone.append(pushes(client, intervals, ALONE, 1))
            burst.append(pushes(client, intervals, BURST, IN_FLIGHT))
        kept = client.action("stats")["drivers"]["auto"]
    assert kept == ALONE + ROUNDS * (ALONE + BURST), "a push was lost"
    yield Figure("durable pushes, one by one", f"{median(alone):,.0f} /s", spread(alone, 0))
    yield Figure(
        f"durable pushes, {IN_FLIGHT} in flight",
        f"{median(burst):,.0f} /s",
        f"{median(burst) / median(alone):.1f} × one by one; {spread(burst, 0)}",
    )


def pushes(client: Client, intervals: Iterator[int], number: int, in_flight: int) -> float:
    """Pushes per second."""
    requests = [daemon.push({daemon.uri(): {"interval": next(intervals)}}) for _ in range(number)]
    began = time.perf_counter()
    client.ask_all(requests, in_flight)
    return number / (time.perf_counter() - began)
