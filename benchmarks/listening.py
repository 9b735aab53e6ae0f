"""Events as a subscriber gets them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import NamedTuple

import zmq

from benchmarks.client import PATIENCE_MS, Client
from benchmarks.daemon import Daemon

LOOK = 0.01
"""Seconds between looks whether a subscription has come to the daemon."""


class Published(NamedTuple):
    """One field of an event."""

    timestamp: float
    """Unix time, in whole milliseconds, as the daemon says it."""
    value: bytes


class Listener:
    """One subscription."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        self._socket = socket

    def next(self) -> bytes:
        """The next value. Raises `zmq.Again` where none comes."""
        return self._socket.recv_multipart()[1]

    def wait_for(self, value: bytes) -> None:
        while self.next() != value:
            pass

    def next_published(self, patience: float) -> Published | None:
        """None where nothing comes for so many seconds."""
        if not self._socket.poll(int(patience * 1000)):
            return None
        topic, value = self._socket.recv_multipart()
        return Published(float(topic.rsplit(b" ", 1)[1]), value)


@contextlib.contextmanager
def to(endpoint: str, topic: str = "") -> Iterator[Listener]:
    """Nobody knows yet whether the other side has heard of it."""
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    with socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RCVTIMEO, PATIENCE_MS)
        socket.set_hwm(0)
        socket.subscribe(topic)
        socket.connect(endpoint)
        yield Listener(socket)


@contextlib.contextmanager
def to_task(measured: Daemon, client: Client, key: str) -> Iterator[Listener]:
    """The daemon has counted it: no event from now on is missed."""
    before = client.action("stats")["subscriptions"]
    with to(measured.export, key) as listener:
        for _ in range(PATIENCE_MS // int(LOOK * 1000)):
            if client.action("stats")["subscriptions"] > before:
                break
            time.sleep(LOOK)
        yield listener
