"""A TCP connection that the host has handed over, by its descriptor alone: a cell may make no call about sockets."""

from __future__ import annotations

import os
import select
from collections.abc import Callable

CHUNK = 1 << 16
MOST_LINE = 1 << 20
"""Bytes that are kept while the end of a line has not come."""


class HostConnection:
    """The `Connection` of the contract. The descriptor does not block."""

    def __init__(self, descriptor: int, timeout: float | None, left: Callable[[], float]) -> None:
        """`timeout`: seconds of each wait. `left`: seconds that the run has; it may raise `TimeoutError`."""
        self._descriptor = descriptor
        self._timeout = timeout
        self._left = left
        self._buffer = bytearray()

    def send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._open(), rest) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)

    def recv(self, most: int = CHUNK) -> bytes:
        if most < 1:
            raise ValueError(f"recv takes a number of bytes above 0, not {most!r:.100}")
        if not self._buffer:
            self._buffer += self._read()
        return self._take(most)

    def readline(self, most: int = CHUNK) -> bytes:
        most = min(most, MOST_LINE)
        if most < 1:
            raise ValueError(f"readline takes a number of bytes above 0, not {most!r:.100}")
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0 and len(self._buffer) < most:
            seen = len(self._buffer)
            data = self._read()
            if not data:
                return self._take(most)
            self._buffer += data
        return self._take(most if end < 0 else min(end + 1, most))

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        self.close()

    def _take(self, most: int) -> bytes:
        taken = bytes(self._buffer[:most])
        del self._buffer[:most]
        return taken

    def _read(self) -> bytes:
        while True:
            try:
                return os.read(self._open(), CHUNK)
            except BlockingIOError:
                self._wait(select.POLLIN)

    def _open(self) -> int:
        if self._descriptor < 0:
            raise ValueError("the connection is closed")
        return self._descriptor

    def _wait(self, event: int) -> None:
        left = self._left()
        seconds = left if self._timeout is None else min(left, self._timeout)
        poll = select.poll()
        poll.register(self._open(), event)
        if not poll.poll(seconds * 1000):
            raise TimeoutError(
                f"nothing came within {seconds:.3g} s" if event == select.POLLIN else "it takes nothing"
            )
