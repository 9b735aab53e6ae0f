"""Back-pressure: the host's memory while a source is ten times slower than its sender."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import NamedTuple

import zmq

from benchmarks import daemon
from benchmarks.figures import Figure
from benchmarks.peak import MIB, Peak
from benchmarks.pulling import pushing

SECONDS = 4.0
SLOW = """
import time

class Slow:
    def process(self, data):
        time.sleep(0.005)
        return {'size': len(data)}
"""
A_TURN = 20
"""Messages of the sender in the time in which the source handles two."""
TURN = 0.01
"""Seconds."""
MESSAGE = bytes(16 << 10)
WATERMARK = 100
"""Of the sender, as of the driver."""


class Sent(NamedTuple):
    offered: int
    taken: int


def figures() -> Iterator[Figure]:
    (endpoint,) = daemon.free_endpoints(1)
    with daemon.running(files={"slow.py": SLOW}) as measured, measured.client() as client:
        key = daemon.pushed(
            client, "python:///slow.py/Slow", driver="zeromq", endpoint=endpoint, watermark=WATERMARK
        )
        with pushing(endpoint, WATERMARK) as push, Peak(measured.host) as memory:
            sent = overload(push)
            told = daemon.explained(client, [key])[key]["figures"]
    yield Figure(
        "a source 10 × slower than its sender: the host's memory, at most",
        f"+{memory.growth:.1f} MiB",
        f"in {SECONDS:g} s {sent.offered * len(MESSAGE) / MIB:.0f} MiB were offered; of {sent.offered:,} messages "
        f"{told['handled']:,} handled, {sent.offered - sent.taken:,} left to the sender",
    )


def overload(push: zmq.Socket[bytes]) -> Sent:
    began, offered, taken = time.monotonic(), 0, 0
    for turn in range(int(SECONDS / TURN)):
        time.sleep(max(0.0, began + turn * TURN - time.monotonic()))
        offered += A_TURN
        with contextlib.suppress(zmq.Again):  # it is full, and so it will be for the rest of the turn
            for _ in range(A_TURN):
                push.send(MESSAGE, zmq.NOBLOCK)
                taken += 1
    return Sent(offered, taken)
