"""The process of one socket: it takes what senders push, and hands on as many frames as it was granted.

Nobody's code runs here but libzmq's, which reads what anybody sends and keeps it by number, not by size. Where that
comes to too much, the process ends, and the daemon starts another.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
from collections.abc import Iterable
from typing import Any, NoReturn, cast

import zmq
from zmq import zmq_poll

from cocained.sinks.inside import walls
from cocained.sinks.inside.senders import Senders
from cocained.sinks.inside.size import Size
from cocained.sinks.records import GRANT, HEADER, MAX_FRAME, MEMORY, OUT_OF_MEMORY, Kind, header

BATCH = 1 << 18
"""Bytes that are handed on at once: no further frame is added to so many."""
LARGE = 1 << 16
"""Bytes of a batch after which the own size is looked at."""
LOOK = 50
"""Milliseconds between looks at the own size, while frames wait."""
_NOBLOCK = int(zmq.NOBLOCK)
_AT_ONCE = 4096
"""Bytes of grants that are read at once."""


def main(arguments: list[str]) -> None:
    endpoint, watermark, descriptor, parent = arguments
    size = Size()
    walls.stand_back(int(parent))
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    pull = context.socket(zmq.PULL)
    options = {zmq.LINGER: 0, zmq.TCP_KEEPALIVE: 1, zmq.RCVHWM: int(watermark), zmq.MAXMSGSIZE: MAX_FRAME}
    for option, value in options.items():
        pull.setsockopt(option, value)
    sink = Sink(socket.socket(fileno=int(descriptor)), pull, Senders(pull, endpoint), size)
    walls.close_in(size.begin() + MEMORY)
    os._exit(_run(sink))


def _run(sink: Sink) -> int:
    """The exit status."""
    try:
        sink.run()
    except (ConnectionResetError, BrokenPipeError):
        return 0
    except (MemoryError, zmq.ZMQError) as error:
        if isinstance(error, zmq.ZMQError) and error.errno != errno.ENOMEM:
            raise
        return OUT_OF_MEMORY


class Sink:
    """The loop. Its first descriptor to listen at, and its first grant, come from the daemon."""

    def __init__(self, stream: socket.socket, pull: zmq.Socket[bytes], senders: Senders, size: Size) -> None:
        self._stream = stream
        self._pull = pull
        self._senders = senders
        self._size = size
        self._granted = 0
        self._said = False
        """Whether the daemon knows that frames wait for a grant."""
        self._without_frames: list[Any] = [(stream.fileno(), zmq.POLLIN), (senders.monitor, zmq.POLLIN)]
        self._with_frames: list[Any] = [*self._without_frames, (pull, zmq.POLLIN)]
        self._room = select.poll()
        self._room.register(stream, select.POLLOUT)

    def run(self) -> NoReturn:
        """For ever. Raises `ConnectionResetError` or `BrokenPipeError` where the daemon is gone."""
        ready: dict[Any, int]
        heard, gone = self._stream.fileno(), self._senders.monitor
        while True:
            if self._said and not self._granted:
                ready = dict(zmq_poll(self._without_frames, LOOK))
                self._size.look(self._pull)
            else:
                ready = dict(zmq_poll(self._with_frames, -1))
            if heard in ready:
                self._hear()
            if gone in ready:
                self._senders.look()
            self._hand_on()

    def _hear(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._stream, _AT_ONCE, 1)
        if not data:
            raise ConnectionResetError
        granted = sum(int.from_bytes(data[at : at + GRANT], "big") for at in range(0, len(data), GRANT))
        self._granted += granted
        self._said = self._said and not granted
        for descriptor in descriptors:
            self._senders.listen(descriptor)

    def _hand_on(self) -> None:
        records, drained = self._taken()
        if not drained and not self._granted:
            drained = not cast(int, self._pull.getsockopt(zmq.EVENTS)) & zmq.POLLIN
            if not drained and not self._said:
                self._said = True
                records.append(header(Kind.WAITS))
        records += [header(kind) for kind in self._senders.after(drained)]
        if records:
            self._send(records)

    def _taken(self) -> tuple[list[bytes | memoryview], bool]:
        """Frames with their headers, as many as are there and granted; whether nothing is left in the socket."""
        records: list[bytes | memoryview] = []
        size, drained = 0, False
        while self._granted and size < BATCH and not drained:
            try:
                frame = self._pull.recv(_NOBLOCK, copy=False)
            except zmq.Again:
                drained = True
            else:
                self._granted -= 1
                records += (header(Kind.MORE if frame.more else Kind.LAST, len(frame)), frame.buffer)
                size += HEADER + len(frame)
        if size >= LARGE:
            self._size.look(self._pull)
        return records, drained

    def _send(self, records: Iterable[bytes | memoryview]) -> None:
        left = memoryview(b"".join(records))
        while left:
            try:
                left = left[self._stream.send(left, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._room.poll(LOOK)
                self._size.look(self._pull)


if __name__ == "__main__":
    main(sys.argv[1:])
