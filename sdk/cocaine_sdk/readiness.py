"""A ZeroMQ socket on an asyncio or uvloop event loop, without `zmq.asyncio` (half the throughput).

The descriptor of a ZeroMQ socket (`ZMQ_FD`) is edge-triggered: it says once that something has happened, and
both receiving and *sending* may swallow the edge of a message that has just come in. So after every look at
the socket, and after every send, `EVENTS` has to be asked again. `Readiness` is the one place that does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import zmq

Frames = list[bytes]


class Readiness:
    """Hands over the messages of one socket, in batches, on the loop's thread.

    Its life: made → `start` → `stop`, before the socket is closed. Whoever sends on the socket calls `check`
    after the last send of a batch; sends inside of `on_messages` and `on_wake` are looked after already.
    """

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        on_messages: Callable[[list[Frames]], None],
        budget: int = 256,
        on_wake: Callable[[], None] | None = None,
    ) -> None:
        """`budget` is the most messages of one batch; the rest waits a turn of the loop, after everyone else.

        `on_wake` is called after every look at the socket: the moment to send again what was refused before.
        """
        self.interest: int = zmq.POLLIN
        """What is worth another look. Add `zmq.POLLOUT` while something waits to be sent in `on_wake`."""
        self._socket = socket
        self._on_messages = on_messages
        self._on_wake = on_wake
        self._budget = budget
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fd = -1
        self._planned: asyncio.Handle | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to hand over, with what has come in before."""
        self._loop = loop
        self._fd = int(self._socket.getsockopt(zmq.FD))
        loop.add_reader(self._fd, self._look)
        self.check()

    def check(self) -> None:
        """Plan another look for the next turn of the loop where the socket has something of interest."""
        if self._loop is None or self._planned is not None:
            return
        if int(self._socket.getsockopt(zmq.EVENTS)) & self.interest:
            self._planned = self._loop.call_soon(self._look)

    def stop(self) -> None:
        """Hand over nothing more. Does nothing the second time."""
        if self._loop is not None:
            self._loop.remove_reader(self._fd)
            self._loop = None
        self._forget_plan()

    def _look(self) -> None:
        self._forget_plan()
        try:
            if batch := self._drain():
                self._on_messages(batch)
            if self._on_wake is not None and self._loop is not None:
                self._on_wake()
        finally:  # a callback that fails must not cost the messages behind it
            self.check()

    def _drain(self) -> list[Frames]:
        batch: list[Frames] = []
        receive = self._socket.recv_multipart
        try:
            for _ in range(self._budget):
                batch.append(receive(zmq.NOBLOCK))
        except zmq.Again:
            pass
        return batch

    def _forget_plan(self) -> None:
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None
