"""Bad neighbours from outside, eight at a time: `python -m benchmarks.abusing KIND ENDPOINT EXPORT PYTHON.D`, until its
input ends.

They stand back behind all others: what they take of the processor themselves is not what is measured.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import zmq

from benchmarks import daemon

ABUSERS, IN_FLIGHT = 8, 64
REMEMBERED = 10_000
"""Subscriptions of one abuser."""
PAUSE = 0.05
"""Seconds between two savings of all files."""
REFUSED = "import os\n"
SLOW = """
import time

until = time.monotonic() + 0.3
while time.monotonic() < until:
    pass

def abuse(number):
    return {'number': number}
"""
"""What a file holds that is saved again and again."""

Work = Iterator[None]


def onces(endpoint: str, uri: str, **arguments: object) -> Work:
    """Requests without end. `uri` has a place for a number."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    requests = {}
    poller = zmq.Poller()
    for number in range(ABUSERS):
        socket = context.socket(zmq.DEALER)
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(endpoint)
        poller.register(socket, zmq.POLLIN)
        requests[socket] = [b"", daemon.push({uri.format(number): {"driver": "once", **arguments}})]
        for _ in range(IN_FLIGHT):
            socket.send_multipart(requests[socket])
    while True:
        for ready, _ in poller.poll(100):
            with contextlib.suppress(zmq.Again):
                for _ in range(IN_FLIGHT):
                    ready.recv_multipart(zmq.NOBLOCK)
                    ready.send_multipart(requests[ready])
        yield


def subscriptions(export: str) -> Work:
    """Ever new ones, and the old ones taken back."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    sockets = [context.socket(zmq.SUB) for _ in range(ABUSERS)]
    for socket in sockets:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(export)
    number = 0
    while True:
        for socket in sockets:
            for _ in range(100):
                number += 1
                socket.subscribe(f"{number}")
                if number > REMEMBERED * ABUSERS:
                    socket.unsubscribe(f"{number - REMEMBERED * ABUSERS}")
        yield


def savings(folder: Path) -> Work:
    """Of files that take long to load."""
    number = 0
    while True:
        for abuser in range(ABUSERS):
            number += 1
            fresh = folder / f"saved{abuser}.new"
            fresh.write_text(f"{SLOW}# {number}\n")
            os.replace(fresh, folder / f"saved{abuser}.py")
        select.select([sys.stdin], [], [], PAUSE)
        yield


def main() -> None:
    kind, endpoint, export, folder = sys.argv[1:]
    os.nice(19)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("19")
    warm = "python:///file.py/MyClass?some_arg=5&another_arg={}"
    works: dict[str, Callable[[], Work]] = {
        "onces by clients": lambda: onces(endpoint, warm),
        "isolated onces by clients": lambda: onces(endpoint, warm, isolated=True),
        "refused pushes by clients": lambda: onces(endpoint, "python:///refused.py/refused?n={}"),
        "subscriptions by clients": lambda: subscriptions(export),
        "files saved again and again": lambda: savings(Path(folder)),
    }
    for _ in works[kind]():
        if select.select([sys.stdin], [], [], 0)[0]:
            return


if __name__ == "__main__":
    main()
