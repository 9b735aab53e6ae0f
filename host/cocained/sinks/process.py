"""The daemon's side of one socket's process: what it may send, what comes, and why it ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Protocol

from cocained.sinks.records import GRANT, HEADER, MAX_FRAME, MEMORY, OUT_OF_MEMORY, Kind

CHUNK = 1 << 18
"""Bytes read in a turn of the loop."""
PATIENCE = 1.0
"""Seconds that the kernel has for ending a process that was killed. It takes some milliseconds."""
_ALLOCATION = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""Memory that a large message took goes back to the system with it, and does not count against what comes later."""


class Owner(Protocol):
    """Who is told of what comes out of a process."""

    def frame(self, frame: bytes, more: bool) -> None:
        """One frame came; `more`: the next one is of the same message."""

    def note(self, kind: Kind) -> None:
        """The process says how its socket is."""

    def ended(self, why: str) -> None:
        """It is gone, and said nothing more."""


class Process:
    """One process. Its owner hears nothing more after `close`, or once it was told of the end."""

    def __init__(self, endpoint: str, watermark: int, owner: Owner) -> None:
        """Raises `OSError`."""
        self.lent = 0
        """Frames that it may still send."""
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._open = True
        self._sock, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _launch(endpoint, watermark, theirs)
            except BaseException:
                self._sock.close()
                raise
        self._sock.setblocking(False)
        self._loop.add_reader(self._sock.fileno(), self._readable)

    def listen(self, descriptor: int) -> None:
        """Accept senders at what this descriptor is."""
        self._tell(0, [descriptor])

    def grant(self, frames: int) -> None:
        """So many more may be sent."""
        self.lent += frames
        self._tell(frames, [])

    def close(self) -> str:
        """End it, and wait until it is gone with all that it had open; how it ended."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._sock.fileno())
            self._sock.close()
        self._process.kill()
        try:
            return _why(self._process.wait(PATIENCE))
        except subprocess.TimeoutExpired:
            return "it does not end"

    def _tell(self, frames: int, descriptors: list[int]) -> None:
        """So little is ever on its way that the socket has room."""
        try:
            if descriptors:
                socket.send_fds(self._sock, [frames.to_bytes(GRANT, "big")], descriptors)
            else:
                self._sock.send(frames.to_bytes(GRANT, "big"))
        except OSError:
            return  # it is gone, as the next look will show

    def _readable(self) -> None:
        try:
            data = self._sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._owner.ended(self.close())
            return
        self._buffer += data
        for kind, body in self._records():
            self._take(kind, body)
            if not self._open:
                return

    def _take(self, kind: int, body: bytes) -> None:
        if kind > Kind.MORE:
            self._owner.note(Kind(kind))
            return
        self.lent -= 1
        self._owner.frame(body, kind == Kind.MORE)

    def _records(self) -> Iterator[tuple[int, bytes]]:
        """What has come in whole. What was not asked for ends the process: in it libzmq reads anybody's bytes."""
        buffer, start = self._buffer, 0
        try:
            while len(buffer) - start >= HEADER:
                kind, size = buffer[start], int.from_bytes(buffer[start + 1 : start + HEADER], "big")
                if size > (MAX_FRAME if kind <= Kind.MORE else 0) or kind > max(Kind) or not self._owed(kind):
                    self.close()
                    self._owner.ended("it sent what it was not asked for")
                    return
                end = start + HEADER + size
                if len(buffer) < end:
                    return
                body = bytes(memoryview(buffer)[start + HEADER : end])
                start = end
                yield kind, body
        finally:
            del buffer[:start]

    def _owed(self, kind: int) -> bool:
        return kind > Kind.MORE or self.lent > 0


def _launch(endpoint: str, watermark: int, theirs: socket.socket) -> subprocess.Popen[bytes]:
    """A fresh interpreter with a scrubbed environment, as a zygote is: nothing of the host's memory is in it."""
    module = "cocained.sinks.inside.pull"
    arguments = [endpoint, str(watermark), str(theirs.fileno()), str(os.getpid())]
    return subprocess.Popen(
        [sys.executable, "-I", "-m", module, *arguments],
        env={"PATH": os.defpath, "LANG": "C.UTF-8", **_ALLOCATION},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )


def _why(status: int) -> str:
    """From the status as `subprocess` gives it."""
    memory = f"of the {MEMORY >> 20} MiB that it may take"
    if status == OUT_OF_MEMORY:
        return f"no memory was left {memory}"
    if status in (-signal.SIGABRT, -signal.SIGSEGV):
        return f"libzmq gave up, as it does where no memory is left {memory}"
    if status < 0:
        return f"it was killed by {signal.Signals(-status).name}"
    return f"its exit status was {status}"
