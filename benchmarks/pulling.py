"""From a message that is pushed to the event that its source makes of it, beside a bare loop with the same function."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import zmq

from benchmarks import beside, daemon, listening
from benchmarks.figures import Figure, median, spread
from benchmarks.latency import quantiles
from benchmarks.listening import Listener

ROUNDS = 7
LOCKSTEP = 200
"""Messages of one contender in one round, one by one."""
BURST = 4000
"""Messages of one contender in one round, as quick as can be."""
BARE = "a bare pyzmq PULL loop"
SINK = """
class Sink:
    def process(self, data):
        return {'got': data.decode()}
"""

T = TypeVar("T")


class Way(NamedTuple):
    """There, and back."""

    push: zmq.Socket[bytes]
    events: Listener


def figures() -> Iterator[Figure]:
    with ours() as daemons, bare() as floor:
        ways = {"ours": daemons, "bare": floor}
        spent = in_turns(ways, one_by_one)
        rates = in_turns(ways, at_once)
    yield from latency(flat(spent["ours"]), flat(spent["bare"]))
    yield from throughput(rates["ours"], rates["bare"])


def latency(ours: list[float], floor: list[float]) -> Iterator[Figure]:
    times = f"{median(ours) / median(floor):.1f} × the bare one"
    yield quantiles("a message is pushed → its event", ours, times)
    yield quantiles(f"  {BARE}", floor)


def throughput(ours: list[float], floor: list[float]) -> Iterator[Figure]:
    yield Figure(f"{BURST:,} messages at once", f"{median(ours):,.0f} /s", spread(ours, 0))
    yield Figure(
        f"  {BARE}", f"{median(floor):,.0f} /s", f"the daemon has {median(ours) / median(floor):.2f} of it"
    )


def flat(rounds: list[list[float]]) -> list[float]:
    return [spent for one in rounds for spent in one]


def in_turns(ways: dict[str, Way], work: Callable[[Way], T]) -> dict[str, list[T]]:
    """The first round, to warm up, is not counted."""
    results: dict[str, list[T]] = {name: [] for name in ways}
    for _ in range(1 + ROUNDS):
        for name, way in ways.items():
            results[name].append(work(way))
    return {name: rounds[1:] for name, rounds in results.items()}


def one_by_one(way: Way) -> list[float]:
    """Milliseconds of each."""
    spent = []
    for number in range(LOCKSTEP):
        message = str(number).encode()
        began = time.perf_counter()
        way.push.send(message)
        way.events.wait_for(message)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def at_once(way: Way) -> float:
    """Messages per second, until the last event is here."""
    began = time.perf_counter()
    for _ in range(BURST):
        way.push.send(b"a small message")
    for _ in range(BURST):
        way.events.next()
    return BURST / (time.perf_counter() - began)


# --- the contenders


@contextmanager
def ours() -> Iterator[Way]:
    (endpoint,) = daemon.free_endpoints(1)
    with (
        daemon.running("--watermark", "1000000", files={"sink.py": SINK}) as measured,
        measured.client() as client,
    ):
        key = daemon.pushed(client, "python:///sink.py/Sink", driver="zeromq", endpoint=endpoint)
        with pushing(endpoint) as push, listening.to_task(measured, client, key) as events:
            yield Way(push, events)


@contextmanager
def bare() -> Iterator[Way]:
    endpoint, export = daemon.free_endpoints(2)
    with (
        beside.running("bare_pull", endpoint, export) as loop,
        pushing(endpoint) as push,
        listening.to(export) as events,
    ):
        loop.line()  # it knows of its subscriber
        yield Way(push, events)


@contextmanager
def pushing(endpoint: str, watermark: int = 0) -> Iterator[zmq.Socket[bytes]]:
    """A sender that keeps so many messages by itself; 0: as many as there are."""
    push: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUSH)
    with push:
        push.setsockopt(zmq.LINGER, 0)
        push.set_hwm(watermark)
        push.connect(endpoint)
        yield push
