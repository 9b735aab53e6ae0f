"""The far side's end of the socket to the host: answers go out in turn, a descriptor with each that has one."""

from __future__ import annotations

import array
import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable

import msgspec

from cocained.outreach.orders import Splitter, encode

_CHUNK = 1 << 16


class Line:
    """Frames from and to the host. Where that is gone the process ends."""

    def __init__(self, host: socket.socket, on_frame: Callable[[bytes], None]) -> None:
        self._host = host
        self._on_frame = on_frame
        self._splitter = Splitter()
        self._out: deque[tuple[memoryview, int | None]] = deque()
        self._loop = asyncio.get_running_loop()
        host.setblocking(False)
        self._loop.add_reader(host.fileno(), self._readable)

    def tell(self, frame: msgspec.Struct, descriptor: int | None = None) -> None:
        """`descriptor` is closed here as soon as the host has it. Raises `BadFrame`, and has then closed it."""
        try:
            whole = encode(frame, 0 if descriptor is None else 1)
        except BaseException:
            if descriptor is not None:
                os.close(descriptor)
            raise
        self._out.append((memoryview(whole), descriptor))
        if len(self._out) == 1:
            self._loop.add_writer(self._host.fileno(), self._writable)

    def _readable(self) -> None:
        try:
            data = self._host.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            os._exit(0)
        for body, _ in self._splitter.feed(data):
            self._on_frame(body)

    def _writable(self) -> None:
        try:
            while self._out:
                self._send_some()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            os._exit(0)
        self._loop.remove_writer(self._host.fileno())

    def _send_some(self) -> None:
        left, descriptor = self._out[0]
        if descriptor is None:
            sent = self._host.send(left)
        else:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
            sent = self._host.sendmsg([left], rights)
            os.close(descriptor)
        if sent < len(left):
            self._out[0] = (left[sent:], None)
        else:
            self._out.popleft()
