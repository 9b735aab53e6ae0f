"""A ZeroMQ socket on an asyncio or uvloop event loop, without `zmq.asyncio` (half the throughput).

The descriptor of a ZeroMQ socket (`ZMQ_FD`) is edge-triggered: it says once that something has happened, and
both receiving and *sending* may swallow the edge of a message that has just come in. So the socket has to be
looked at until it says that there is no more, and once more after every send. `Readiness` is the one place that does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import zmq

Frames = list[bytes]
_NOBLOCK = int(zmq.NOBLOCK)
_MORE = int(zmq.NOBLOCK | zmq.SNDMORE)
_EVENTS = int(zmq.EVENTS)
_POLLIN = int(zmq.POLLIN)
_POLLOUT = int(zmq.POLLOUT)


class Readiness:
    """Hands over the messages of one socket, in batches, on the loop's thread.

    Its life: made → `start` → `stop`, before the socket is closed. Whoever sends on the socket does it by `send`.
    """

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        on_messages: Callable[[list[Frames]], None],
        budget: int = 64,
        on_wake: Callable[[], None] | None = None,
        room: Callable[[], int] | None = None,
        receive: Callable[[zmq.Socket[bytes]], Frames] | None = None,
    ) -> None:
        """`budget` is the most messages of one batch; the rest waits a turn of the loop, after everyone else.

        `on_wake` is called after every look at the socket: the moment to send again what was refused before.
        `room` is asked where a message is there: how many may be taken now. What it has no room for stays in the
        socket, and whoever said 0 calls `check` when there is room again.
        `receive` takes one message, where its frames are not all that is wanted of it; it does not wait, but raises
        `zmq.Again` where there is none.
        """
        self.drained = False
        """Whether the last look is known to have left nothing in the socket. (To ask it would swallow an edge.)"""
        self._socket = socket
        self._on_messages = on_messages
        self._on_wake = on_wake
        self._room = room
        self._receive = receive or _received
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
        """Plan another look for the next turn of the loop: one, however many sends it follows."""
        if self._loop is not None and self._planned is None:
            self._planned = self._loop.call_soon(self._look)

    def stop(self) -> None:
        """Hand over nothing more. Does nothing the second time."""
        if self._loop is not None:
            self._loop.remove_reader(self._fd)
            self._loop = None
        self._forget_plan()

    def send(self, frames: Frames) -> None:
        """Send one message without blocking, and look after what that may have swallowed. Raises `zmq.ZMQError`.

        (Frame by frame, with plain numbers for flags, takes a third of the time of `send_multipart`.)
        """
        last = len(frames) - 1
        try:
            for place, frame in enumerate(frames):
                self._socket.send(frame, _NOBLOCK if place == last else _MORE)
        except zmq.ZMQError:  # nothing is planned without need: who tries again at each look would spin
            if self._can(_POLLIN | _POLLOUT):
                self.check()
            raise
        self.check()

    def _look(self) -> None:
        self._forget_plan()
        batch = self._drain()
        if batch:
            self._on_messages(batch)
        if self._on_wake is not None and self._loop is not None:
            self._on_wake()

    def _drain(self) -> list[Frames]:
        """All that is there, within budget and room. To ask `EVENTS` costs half of a `recv` that fails, so a lonely
        message is asked around, and a crowd is received until it ends. Either way the socket has looked after its
        commands, and the next edge will show."""
        batch: list[Frames] = []
        self.drained = not self._can(_POLLIN)
        if self.drained or (most := self._most()) <= 0:
            return batch
        batch.append(self._receive(self._socket))
        self.drained = not self._can(_POLLIN)
        if self.drained:
            return batch
        try:
            while len(batch) < most:
                batch.append(self._receive(self._socket))
            self.check()  # planned before the callback, whose failure must not cost the messages behind it
        except zmq.Again:
            self.drained = True
        return batch

    def _most(self) -> int:
        return self._budget if self._room is None else min(self._budget, self._room())

    def _can(self, events: int) -> bool:
        return bool(cast(int, self._socket.get(_EVENTS)) & events)

    def _forget_plan(self) -> None:
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None


def _received(socket: zmq.Socket[bytes]) -> Frames:
    frames: Frames = []
    while True:
        frame = socket.recv(_NOBLOCK, copy=False)  # it knows `more`, which to ask the socket costs a µs
        frames.append(frame.bytes)
        if not frame.more:
            return frames
