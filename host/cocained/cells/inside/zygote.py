"""The far side: a zygote. It loads one scheme's plugin, warms up, and forks a cell for each request.

Single-threaded, and never in touch with user code. It ends with its host: by signal, and by the end of the socket.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NoReturn

import msgspec
from stevedore.driver import DriverManager

from cocaine_sdk.plugin import PLUGINS, Isolation, Runtime
from cocained.cells.frames import (
    Confinement,
    Exited,
    FromZygote,
    Ready,
    Spawn,
    Spawned,
    SpawnFailed,
    StandBack,
    ToZygote,
    Unloadable,
)
from cocained.cells.inside import cell as cell_main
from cocained.cells.inside import lock, standing

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ToZygote)

Made = Runtime | Callable[[str], object]


def main(arguments: list[str]) -> None:
    scheme, descriptor, parent, *hardened = arguments
    lock.die_with_parent(int(parent))
    host = socket.socket(fileno=int(descriptor))
    Zygote(scheme, host, bool(hardened)).run()


class Zygote:
    def __init__(self, scheme: str, host: socket.socket, hardened: bool) -> None:
        self._scheme = scheme
        self._hardened = hardened
        self._host = host
        self._cells: dict[int, int] = {}
        """Cells by pid."""
        self._sessions: dict[int, int] = {}
        """Of each a descriptor for the priority of its session, where it could not be opened later."""
        self._live_in_it: Callable[..., NoReturn] = cell_main.run
        """What a forked child does."""

    def run(self) -> None:
        try:
            plugin, ready = self._load()
        except BaseException as error:
            self._tell(Unloadable(explain(error)[:4000]))
            return
        gc.collect()
        gc.freeze()  # what is here stays: a cell's collector shall not touch, and so copy, the pages it shares
        self._tell(ready)
        self._serve(plugin)

    def _load(self) -> tuple[Made, Ready]:
        manager: DriverManager[Any] = DriverManager(
            PLUGINS, self._scheme, invoke_on_load=False, on_load_failure_callback=_raise
        )
        named = manager.driver
        plugin: Made = named() if isinstance(named, type) and issubclass(named, Runtime) else named
        isolation = Isolation(getattr(plugin, "isolation", Isolation.FORKED))
        if isolation is Isolation.SHARED:
            self._live_in_it = _shared(plugin)
        folder, spare = "", False
        if isinstance(plugin, Runtime):
            plugin.hardened = self._hardened
            plugin.preload()
            folder, spare = plugin.folder, plugin.spare
        cell_main.warm_up()
        distribution = _distribution(manager.extensions[0].entry_point)
        return plugin, Ready(isolation.value, folder, distribution, spare)

    def _serve(self, plugin: Made) -> None:
        wake, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        selector = selectors.DefaultSelector()
        selector.register(self._host, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd == wake:
                    os.read(wake, 4096)
                    self._reap()
                elif not self._serve_next(plugin):
                    return

    def _serve_next(self, plugin: Made) -> bool:
        """Serve one request; False where the host has gone."""
        data, descriptors, _, _ = socket.recv_fds(self._host, 4096, 1)
        if not data:
            return False
        request = _decoder.decode(data)
        if isinstance(request, StandBack):
            self._have_stand_back(request)
        else:
            self._fork(request, descriptors, plugin)
        return True

    def _fork(self, request: Spawn, descriptors: list[int], plugin: Made) -> None:
        if not descriptors:
            self._tell(SpawnFailed(request.cell, "too many open files in the scheme's process"))
            return
        with socket.socket(fileno=descriptors[0]) as end:
            try:
                pid = os.fork()
            except OSError as error:
                self._tell(SpawnFailed(request.cell, error.strerror or str(error)))
                return
            if pid == 0:
                self._become_cell(end, plugin, request.confinement)
        self._announce(request.cell, pid)

    def _have_stand_back(self, request: StandBack) -> None:
        """The cell cannot be another process by now: nobody but this one reaps it."""
        for pid in [pid for pid, cell in self._cells.items() if cell == request.cell]:
            with contextlib.suppress(OSError):
                if os.fork() == 0:
                    standing.put_back(pid, self._sessions.get(pid), request.uid)

    def _become_cell(self, end: socket.socket, plugin: Made, confinement: Confinement) -> NoReturn:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            self._live_in_it(end, plugin, confinement)
        finally:
            os._exit(1)

    def _announce(self, cell: int, pid: int) -> None:
        """The pidfd is had before the child can be reaped, so that it can't name another process."""
        self._cells[pid] = cell
        if os.geteuid() != 0:
            with contextlib.suppress(OSError):  # it may have locked itself already
                self._sessions[pid] = standing.open_session(pid)
        try:
            pidfd = os.pidfd_open(pid)
        except OSError as error:
            os.kill(pid, signal.SIGKILL)
            del self._cells[pid]
            self._tell(SpawnFailed(cell, error.strerror or str(error)))
            return
        try:
            self._tell(Spawned(cell, pid), [pidfd])
        finally:
            os.close(pidfd)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            cell = self._cells.pop(pid, None)
            if pid in self._sessions:
                os.close(self._sessions.pop(pid))
            if cell is not None:
                code = os.waitstatus_to_exitcode(status)
                self._tell(Exited(cell, code, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))

    def _tell(self, message: FromZygote, descriptors: list[int] | None = None) -> None:
        try:
            socket.send_fds(self._host, [_encoder.encode(message)], descriptors or [])
        except BrokenPipeError:
            sys.exit(0)  # the host has gone


def _shared(plugin: object) -> Callable[..., NoReturn]:
    """The life of a shared process, whose modules no other zygote needs."""
    if isinstance(plugin, Runtime):
        raise TypeError("a runtime holds user code, and its isolation is 'forked'")
    from cocained.cells.inside import shared

    shared.warm_up()
    return shared.run


def explain(error: BaseException) -> str:
    """A plugin's load error for people: what, and the innermost line of whose file."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" ({last[0].filename.rsplit('/', 1)[-1]}:{last[0].lineno})" if last else ""
    return f"{type(error).__name__}: {error}{where}"


def _raise(_manager: object, entry_point: EntryPoint, error: BaseException) -> None:
    raise ImportError(
        f"{entry_point.value} of {_distribution(entry_point)} cannot be loaded: {explain(error)}"
    ) from error


def _distribution(entry_point: EntryPoint) -> str:
    """stevedore's cache may have lost where an entry point is from; the metadata has it."""
    for known in entry_points(group=entry_point.group, name=entry_point.name):
        if known.dist is not None:
            return f"{known.dist.name} {known.dist.version}"
    return "an unknown distribution"


if __name__ == "__main__":
    main(sys.argv[1:])
