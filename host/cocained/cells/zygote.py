"""The host's side of one zygote: the process of one scheme, from which its cells are forked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable

import msgspec

from cocaine_sdk.errors import Overloaded, SchemeUnavailable
from cocained.cells.frames import (
    Confinement,
    Exited,
    FromZygote,
    Ready,
    Spawn,
    Spawned,
    SpawnFailed,
    StandBack,
    Unloadable,
)

log = logging.getLogger(__name__)

NEWS = 1 << 16
"""Bytes of the longest message of a zygote: small enough for malloc to keep, as a megabyte is mapped and unmapped."""
START = 30.0
"""Seconds that a plugin has for its import and preload."""
_decoder = msgspec.msgpack.Decoder(FromZygote)
_encoder = msgspec.msgpack.Encoder()


class Zygote:
    """Starts cells. Once `on_end` has been called, it is gone with all of its cells."""

    def __init__(self, scheme: str, on_exited: Callable[[Exited], None], hardened: bool = False) -> None:
        """`hardened`: its plugin shall take the safer way, where it has a faster one."""
        self.scheme = scheme
        self._hardened = hardened
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Why the process ended, once it has."""
        self._on_exited = on_exited
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[Ready] = self._loop.create_future()
        self._burial: asyncio.Future[None] | None = None
        self._why = ""
        """Why it had to be ended."""
        self._spawning: dict[int, asyncio.Future[tuple[int, int]]] = {}
        self._sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = self._launch(theirs)
        self._sock.setblocking(False)
        self._loop.add_reader(self._sock.fileno(), self._readable)

    def _launch(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        """A fresh interpreter with a scrubbed environment: nothing of the host's memory, no key, no secret."""
        arguments = [
            sys.executable,
            "-I",
            "-m",
            "cocained.cells.inside.zygote",
            self.scheme,
            str(theirs.fileno()),
            str(os.getpid()),
            *(["hardened"] if self._hardened else []),
        ]
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": os.environ.get("TZ", "")}
        return subprocess.Popen(
            arguments,
            env={k: v for k, v in environment.items() if v},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )

    async def ready(self) -> Ready:
        """Wait for the plugin. Raises `SchemeUnavailable`."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._ready), START)
        except TimeoutError:
            self.kill()
            raise SchemeUnavailable(self.scheme, f"its plugin did not load within {START:g} s") from None

    async def spawn(self, number: int, confinement: Confinement) -> tuple[socket.socket, int, int]:
        """A forked and locked cell: its socket, pid and pidfd. Raises `SchemeUnavailable` or `Overloaded`."""
        try:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        except OSError as error:
            raise Overloaded(f"no cell can be started: {error.strerror}") from None
        born: asyncio.Future[tuple[int, int]] = self._loop.create_future()
        self._spawning[number] = born
        try:
            with theirs:
                request = _encoder.encode(Spawn(number, confinement))
                socket.send_fds(self._sock, [request], [theirs.fileno()])
            pid, pidfd = await born
        except BaseException as error:
            ours.close()
            self._spawning.pop(number, None)
            if isinstance(error, OSError):
                raise SchemeUnavailable(
                    self.scheme, f"its process does not listen: {error.strerror}"
                ) from None
            raise
        return ours, pid, pidfd

    def have_stand_back(self, number: int, uid: int | None) -> None:
        """Put a cell behind all others. A zygote that is on its end, or does not listen, does not hear of it."""
        with contextlib.suppress(OSError):
            self._sock.send(_encoder.encode(StandBack(number, uid)))

    def kill(self) -> None:
        """End the process, and by the kernel's hand all of its cells."""
        self._process.kill()

    def _readable(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._sock, NEWS, 1)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._loop.remove_reader(self._sock.fileno())
            self._sock.close()
            self._burial = asyncio.ensure_future(self._bury())
            _close(descriptors)
            return
        self._hear(data, descriptors)

    def _hear(self, data: bytes, descriptors: list[int]) -> None:
        """One message. A process that says what is none is ended, before it can say more."""
        try:
            message = _decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            self._why = f"its process said what is no message: {error}"
            self.kill()
            _close(descriptors)
            return
        if isinstance(message, Spawned):
            self._born(message.cell, message.pid, descriptors)
        else:
            _close(descriptors)
            self._received(message)

    def _received(self, message: Ready | Unloadable | SpawnFailed | Exited) -> None:
        match message:
            case Ready():
                if not self._ready.done():
                    self._ready.set_result(message)
            case Unloadable(why=why):
                self._refuse_ready(why)
            case SpawnFailed(cell=cell, why=why):
                self._fail_spawn(cell, Overloaded(f"no cell can be started: {why}"))
            case Exited():
                self._on_exited(message)

    def _born(self, cell: int, pid: int, descriptors: list[int]) -> None:
        """The descriptor is missing where our own table is full: the cell, which nobody could kill, must not live."""
        if not descriptors:
            self._fail_spawn(cell, Overloaded("no cell can be started: too many open files in the daemon"))
            return
        born = self._spawning.pop(cell, None)
        if born is None or born.done():
            os.close(descriptors[0])  # its waiter was cancelled; the closed socket ends the cell
            return
        born.set_result((pid, descriptors[0]))

    def _fail_spawn(self, cell: int, error: Exception) -> None:
        born = self._spawning.pop(cell, None)
        if born is not None and not born.done():
            born.set_exception(error)

    def _refuse_ready(self, why: str) -> None:
        if not self._ready.done():
            self._ready.set_exception(SchemeUnavailable(self.scheme, why))
            self._ready.exception()  # seen, even if nobody waits

    async def _bury(self) -> None:
        self._process.kill()
        status = await asyncio.to_thread(self._process.wait)
        why = self._why or f"its process ended (status {status})"
        self._refuse_ready(why)
        for cell in list(self._spawning):
            self._fail_spawn(cell, SchemeUnavailable(self.scheme, why))
        self.ended.set_result(why)


def _close(descriptors: list[int]) -> None:
    """What came along with a message that has no use for it."""
    for descriptor in descriptors:
        os.close(descriptor)
