"""The cold start of a cell: a `once` of a source that nobody has asked for yet."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import daemon
from benchmarks.client import Client
from benchmarks.figures import Figure, median, percentile

WARM_UP = 20
STARTS = 200


def figures() -> Iterator[Figure]:
    with daemon.running() as measured, measured.client() as client:
        for number in range(WARM_UP):
            start(client, number)
        starts = [start(client, WARM_UP + number) for number in range(STARTS)]
    forks = fork_and_lock()
    whole, fork, locked = median(starts), median(forks["fork"]), median(forks["locked"])
    yield Figure(
        "cold start of a cell: push of a fresh once",
        f"{whole:.2f} ms",
        f"median of {STARTS}; p99 {percentile(starts, 0.99):.2f}, slowest {max(starts):.2f} ms",
    )
    yield Figure(
        "  of it fork", f"{fork:.2f} ms", f"{fork / whole:.0%}; measured beside, in a process like a zygote"
    )
    yield Figure("  of it fork and lock", f"{locked:.2f} ms", f"{locked / whole:.0%}")


def start(client: Client, number: int) -> float:
    """Milliseconds from the request to the reply."""
    request = daemon.push({daemon.uri(number): {"driver": "once"}})
    began = time.perf_counter()
    reply = client.ask(request)
    seconds = time.perf_counter() - began
    if b'"some-field":10' not in reply:
        raise RuntimeError(f"no event: {reply.decode()}")
    return seconds * 1000


def fork_and_lock() -> dict[str, list[float]]:
    """Milliseconds of each, from a fresh process: this one has threads."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.forking"], check=True, stdout=subprocess.PIPE)
    measured: dict[str, list[float]] = json.loads(done.stdout)
    return measured
