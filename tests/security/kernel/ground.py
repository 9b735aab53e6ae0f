"""The proving ground: a process that forks, locks and lets loose one act after the other, as a zygote does.

Usage: `python ground.py UID FILE…`. The acts are functions of the test files named; these are imported first,
then the ground becomes `UID` (-1: stays who it is). Orders come as JSON lines on stdin, reports go as JSON
lines to stdout.

An act is called with a `Cell`. What a generator does before its first `yield` happens before the lock; its
second `yield` gives its result.
"""

from __future__ import annotations

import base64
import importlib.util
import inspect
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import msgspec

from cocained.cells.frames import Confinement
from cocained.cells.inside import kernel, lock

UNEXPECTED = 250
PATIENCE = 20.0


@dataclass
class Cell:
    """What an act knows. `kept` is the descriptor that survives the lock."""

    kept: int
    socket: socket.socket
    parent: int
    sibling: int
    port: int
    """Of a TCP listener on loopback."""
    abstract: bytes
    """Of a listener in the abstract namespace of unix sockets."""


def main() -> None:
    uid, *files = sys.argv[1:]
    modules = {file: _load(file) for file in files}
    if int(uid) >= 0:
        _become(int(uid))
    tcp = socket.create_server(("127.0.0.1", 0))
    unix = socket.socket(socket.AF_UNIX)
    unix.bind("")  # the kernel picks a name
    unix.listen()
    sibling = _fork_sibling()
    try:
        for line in sys.stdin:
            order = json.loads(line)
            act = getattr(modules[order["file"]], order["act"])
            print(json.dumps(_run(act, order["confinement"], sibling, tcp, unix)), flush=True)
    finally:
        os.kill(sibling, signal.SIGKILL)


def _load(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.replace("/", "_").replace(".", "_"), file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as a daemon that was started as this user would be


def _fork_sibling() -> int:
    pid = os.fork()
    if pid == 0:
        try:
            lock.die_with_parent(os.getppid())
            while True:
                time.sleep(3600)
        finally:
            os._exit(0)
    return pid


def _run(
    act: Callable[..., Any], confinement: object, sibling: int, tcp: socket.socket, unix: socket.socket
) -> dict[str, Any]:
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        cell = Cell(theirs.fileno(), theirs, parent, sibling, tcp.getsockname()[1], unix.getsockname())
        _attempt(act, cell, confinement)
    theirs.close()
    with ours:
        said = _hear(ours, pid)
    _, status = os.waitpid(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "said": base64.b64encode(said).decode()}


def _attempt(act: Callable[..., Any], cell: Cell, confinement: object) -> None:
    """In the child: exits with 0 where the act was done, with the errno where it was refused."""
    try:
        prepared = act(cell) if inspect.isgeneratorfunction(act) else None
        if prepared:
            next(prepared)
        if confinement is not None:
            lock.enter(msgspec.convert(confinement, Confinement), cell.kept)
        _say(cell, next(prepared, None) if prepared else act(cell))
        os._exit(0)
    except OSError as error:
        _say(cell, repr(error))
        os._exit(error.errno or UNEXPECTED)
    except BaseException as error:
        _say(cell, repr(error))
    finally:
        os._exit(UNEXPECTED)


def _say(cell: Cell, result: object) -> None:
    if cell.kept == cell.socket.fileno():
        cell.socket.sendall(json.dumps(result).encode())


def _hear(ours: socket.socket, pid: int) -> bytes:
    said = b""
    deadline = time.monotonic() + PATIENCE
    while select.select([ours], [], [], max(0.0, deadline - time.monotonic()))[0]:
        data = ours.recv(1 << 16)
        if not data:
            return said
        said += data
    os.kill(pid, signal.SIGKILL)
    return said


if __name__ == "__main__":
    main()
