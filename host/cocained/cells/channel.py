"""The host's end of a socket to a cell: a turn's first frame is sent at once, what follows it is gathered into one."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable
from time import perf_counter

from cocained.cells.frames import FrameTooLarge, Splitter
from cocained.core.turns import BURST, SHARE, Turns

CHUNK = 1 << 16
"""Bytes read in a turn: no cell gets more of the loop than this at a time."""
MOST = 64 << 20
"""Bytes that wait for the other side to read: more than all calls at the doors of a scheme's sources come to."""


class Channel:
    """Frames to and from a cell, without blocking. After `close`, or the other side's end, it stays silent."""

    def __init__(
        self,
        sock: socket.socket,
        on_frame: Callable[[bytes], None],
        on_end: Callable[[str], None],
        turns: Turns | None = None,
    ) -> None:
        """`turns`: those of the loop, which it takes with others; its own by default."""
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self._on_frame = on_frame
        self._on_end = on_end
        self._splitter = Splitter()
        self._out = bytearray()
        self._along: deque[tuple[int, int]] = deque()
        """Descriptors that go with a byte of what waits: where that is, and the descriptor."""
        self._gathering = False
        self._writing = False
        self._open = True
        self._turns = turns or Turns()
        self._debt = 0.0
        """Seconds of the host's time that it took beyond its share."""
        self._seen = 0.0
        sock.setblocking(False)
        self._loop.add_reader(sock.fileno(), self._ready)

    def write(self, frame: bytes, descriptor: int | None = None) -> None:
        """`descriptor` goes along with the frame, and is closed here."""
        if descriptor is not None:
            if not self._open:
                os.close(descriptor)
                return
            self._along.append((len(self._out), descriptor))
        if not self._open:
            return
        self._out += frame
        if len(self._out) > MOST:
            self._finish("nothing for an answer: it does not read what it is sent")
        elif not self._gathering and not self._writing:
            self._gathering = True
            self._loop.call_soon(self._flush)
            self._send()

    @property
    def is_handing(self) -> bool:
        """Whether a descriptor waits here until there is room for it."""
        return bool(self._along)

    def close(self) -> None:
        if not self._open:
            return
        self._open = False
        fd = self._sock.fileno()
        self._loop.remove_reader(fd)
        if self._writing:
            self._loop.remove_writer(fd)
        self._sock.close()
        while self._along:
            os.close(self._along.popleft()[1])

    def drain(self) -> None:
        """Take what a process that is gone has left in the socket: no more than a socket holds."""
        while self._open and self._readable():
            pass

    def _ready(self) -> None:
        """There is something to read: it is read at once, or when it is its turn."""
        if self._turns.is_over and self._debt > BURST:
            self._loop.remove_reader(self._sock.fileno())
            self._turns.wait(self)
        else:
            self._take()

    def go(self) -> None:
        """Its turn has come."""
        if self._open:
            self._loop.add_reader(self._sock.fileno(), self._ready)
            self._take()

    def _take(self) -> None:
        began = perf_counter()
        self._readable()
        ended = perf_counter()
        self._debt = max(0.0, self._debt - (began - self._seen) * SHARE) + ended - began
        self._seen = ended
        if self._debt > BURST:
            self._turns.took(ended - began)

    def _readable(self) -> bool:
        """Read once; whether there was something."""
        try:
            data = self._sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            data = b""
        if not data:
            self._finish("")
            return False
        self._split(data)
        return True

    def _split(self, data: bytes) -> None:
        try:
            for frame in self._splitter.feed(data):
                self._on_frame(frame)
                if not self._open:
                    return
        except FrameTooLarge as error:
            self._finish(str(error))

    def _flush(self) -> None:
        self._gathering = False
        if self._out:
            self._send()

    def _send(self) -> None:
        if not self._open:
            return
        try:
            sent = self._send_some() if self._along else self._sock.send(self._out)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self._finish("")
            return
        del self._out[:sent]
        self._await_room(bool(self._out))

    def _send_some(self) -> int:
        """A descriptor goes with the first byte of its frame."""
        place, descriptor = self._along[0]
        if place:
            sent = self._sock.send(self._out[:place])
        else:
            next_one = self._along[1][0] if len(self._along) > 1 else len(self._out)
            sent = socket.send_fds(self._sock, [self._out[:next_one]], [descriptor])
            self._along.popleft()
            os.close(descriptor)
        self._along = deque((place - sent, descriptor) for place, descriptor in self._along)
        return sent

    def _await_room(self, wanted: bool) -> None:
        if wanted and not self._writing:
            self._loop.add_writer(self._sock.fileno(), self._flush)
        elif not wanted and self._writing:
            self._loop.remove_writer(self._sock.fileno())
        self._writing = wanted

    def _finish(self, why: str) -> None:
        self.close()
        self._on_end(why)
