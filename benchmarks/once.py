"""once, warm: beside what ZeroMQ and a pool of one process do with the same."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import repeat
from typing import Any

from benchmarks import daemon, echo
from benchmarks.client import Client
from benchmarks.figures import Figure, median, rate, spread

ROUNDS = 7
SECONDS = 0.5
"""Of one contender in one round."""
IN_FLIGHT = (1, 64)
BATCH = 256

Work = Callable[[], int]


def figures() -> Iterator[Figure]:
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    with daemon.running() as measured, measured.client() as client, echo.running() as echoing, pool:
        client.checked(daemon.ONCE)
        for in_flight in IN_FLIGHT:
            works = {
                "once": asking(client, in_flight),
                "echo": asking(echoing, in_flight),
                "pool": submitting(pool, in_flight),
            }
            yield from compare(in_flight, in_turns(works))


def asking(client: Client, in_flight: int) -> Work:
    return lambda: client.ask_all(repeat(daemon.ONCE, BATCH), in_flight)


def submitting(pool: ProcessPoolExecutor, in_flight: int) -> Work:
    def work() -> int:
        flying: deque[Future[object]] = deque()
        for _ in range(BATCH):
            if len(flying) == in_flight:
                flying.popleft().result()
            flying.append(pool.submit(produce))
        for future in flying:
            future.result()
        return BATCH

    return work


def in_turns(works: dict[str, Work]) -> dict[str, list[float]]:
    """Calls per second of each, a round after a round; the first, to warm up, is not counted."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(1 + ROUNDS):
        for name, work in works.items():
            rates[name].append(rate(work, SECONDS))
    return {name: measured[1:] for name, measured in rates.items()}


def compare(in_flight: int, rates: dict[str, list[float]]) -> Iterator[Figure]:
    ours, raw, pool = (median(rates[name]) for name in ("once", "echo", "pool"))
    title = f"once, warm, {in_flight} in flight"
    yield Figure(title, f"{ours:,.0f} /s", f"{1e6 / ours:,.1f} µs each; {spread(rates['once'], 0)}")
    yield Figure("  raw pyzmq ROUTER echo", f"{raw:,.0f} /s", f"once has {ours / raw:.2f} of it")
    yield Figure("  ProcessPoolExecutor(1)", f"{pool:,.0f} /s", f"once has {ours / pool:.1f} × of it")


# --- the pool's side: the same source, as the pool's worker holds it


def produce() -> object:
    return _source().next()


@cache
def _source() -> Any:
    names: dict[str, Any] = {}
    exec(daemon.SOURCE, names)  # noqa: S102  our own text: the very source that the daemon has
    return names["MyClass"]("5", "0")
