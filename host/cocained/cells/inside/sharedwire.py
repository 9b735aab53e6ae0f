"""The far side's end of a shared process's socket: read and written by the loop, and once by the watchdog."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
from collections.abc import Callable

import msgspec

from cocained.cells.addressing import addressed, opened
from cocained.cells.frames import Splitter, encode

CHUNK = 1 << 16
LAST_WORD = 1.0
"""Seconds that the watchdog tries to be heard."""


class SharedWire:
    """Frames in both directions, without blocking. `on_end` is called once, when the host is gone."""

    def __init__(
        self, sock: socket.socket, on_frame: Callable[[int, bytes], None], on_end: Callable[[], None]
    ) -> None:
        self._sock = sock
        self._on_frame = on_frame
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._splitter = Splitter()
        self._out = bytearray()
        self._lock = threading.Lock()
        self._writing = False
        sock.setblocking(False)
        self._loop.add_reader(sock, self._readable)

    def tell(self, seat: int, message: msgspec.Struct) -> None:
        """Send a frame. Raises `FrameTooLarge` before anything is sent."""
        frame = addressed(seat, encode(message))
        with self._lock:
            self._out += frame
            self._send()
        self._await_room()

    def shout(self, seat: int, message: msgspec.Struct) -> None:
        """The same from another thread, while the loop may stand still; gives up after a while."""
        with self._lock:
            self._out += addressed(seat, encode(message))
            for _ in range(10):
                self._send()
                if not self._out:
                    return
                select.select([], [self._sock], [], LAST_WORD / 10)

    def _send(self) -> None:
        try:
            sent = self._sock.send(self._out)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            sent = len(self._out)  # the host is gone: the reader will hear of it
        del self._out[:sent]

    def _writable(self) -> None:
        with self._lock:
            self._send()
        self._await_room()

    def _await_room(self) -> None:
        wanted = bool(self._out)
        if wanted and not self._writing:
            self._loop.add_writer(self._sock, self._writable)
        elif not wanted and self._writing:
            self._loop.remove_writer(self._sock)
        self._writing = wanted

    def _readable(self) -> None:
        try:
            data = self._sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._sock)
            self._on_end()
            return
        for body in self._splitter.feed(data):
            self._on_frame(*opened(body))
