"""Processes and files of daemons that are gone. All of them die with their daemon, so normally there are none."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cocained.config import Config
from cocained.doctor import locks
from cocained.doctor.findings import Finding, broken, ok, warning
from cocained.doctor.locks import State
from cocained.doctor.processtable import Process, processes
from cocained.doctor.storefile import store_file

_AGAIN = 0.2
"""Seconds between two looks: a process whose daemon has just been killed is on its end."""


class _Kind(NamedTuple):
    name: str
    """With `{0}` for its first argument."""
    parent: int
    """Which of its arguments is the pid of the daemon that started it."""


_KINDS = {
    "cocained.cells.inside.zygote": _Kind("the process of the scheme {0}, or a cell of it,", 2),
    "cocained.sinks.inside.pull": _Kind("the process of the socket {0}", 3),
    "cocained.outreach.inside.main": _Kind("the process that reaches out", 1),
}
"""What daemons start, by its module."""


def daemon(config: Config) -> int | None:
    """The process of the daemon that runs with this configuration, as far as this user may know."""
    store = store_file(config.storage)
    held = [locks.look(path) for path in (_lock_of(store), config.pidfile) if path is not None]
    return next((lock.pid for lock in held if lock.state is State.HELD), None)


def examine(config: Config, daemon: int | None) -> list[Finding]:
    store = store_file(config.storage)
    runs = "none runs with this configuration" if daemon is None else f"it runs, process {daemon}"
    return [
        ok("daemon", runs, pid=daemon or 0),
        *_strays(),
        *_file("pidfile", config.pidfile, "--pidfile"),
        *_file("lock", _lock_of(store), "--storage"),
    ]


def _lock_of(store: Path | None) -> Path | None:
    return None if store is None else store.with_name(f"{store.name}.lock")


def _file(what: str, path: Path | None, option: str) -> list[Finding]:
    """Of a daemon that ended in order nothing is left."""
    if path is None:
        return []
    lock = locks.look(path)
    match lock.state:
        case State.LEFT:
            says = f"{path} was left behind by a daemon that was killed; the next start takes it over"
            return [warning(what, says, "nothing has to be done", pid=lock.pid or 0)]
        case State.FOREIGN:
            says = f"{path} holds something else than a process id, and the daemon will not start"
            return [broken(what, says, f"move that file away, or name another by {option}")]
        case State.UNSEEN:
            return [
                warning(what, f"{path} may not be looked at by this user", "run this as the daemon's user")
            ]
        case _:
            return []


def _strays() -> list[Finding]:
    table = processes()
    ours = {pid: process for pid, process in table.items() if _kind(process) and _is_ours(process)}
    strays = [process for process in ours.values() if _is_stray(process, table)]
    if strays:
        time.sleep(_AGAIN)
        now = processes()
        strays = [each for each in strays if _still(each, now) and _is_stray(now[each.pid], now)]
    if strays:
        return [_stray(process) for process in strays]
    return [
        ok("strays", f"none among {len(ours)} processes of schemes, cells and sockets", processes=len(ours))
    ]


def _stray(process: Process) -> Finding:
    kind = _kind(process)
    assert kind is not None
    says = f"{kind.name.format(process.arguments[4])} has outlived its daemon: nobody watches it any more"
    figures = {"pid": process.pid, "parent": process.parent}
    return broken(f"stray {process.pid}", says, f"kill -9 {process.pid}", **figures)


def _still(process: Process, now: Mapping[int, Process]) -> bool:
    found = now.get(process.pid)
    return found is not None and found.started == process.started


def _kind(process: Process) -> _Kind | None:
    """`python -I -m MODULE …`: of nobody else's making."""
    words = process.arguments
    kind = _KINDS.get(words[3]) if len(words) > 3 and words[1:3] == ("-I", "-m") else None
    return kind if kind is not None and len(words) > 4 + kind.parent else None


def _is_ours(process: Process) -> bool:
    """Root looks after all; others after their own."""
    return os.geteuid() in (0, process.user)


def _is_stray(process: Process, table: Mapping[int, Process]) -> bool:
    """A process's parent is the daemon that it names, or, of a cell, the scheme's process, whose words it has.

    One whose parent may not be seen is another user's daemon's, unless that parent is the machine's first process.
    """
    kind, parent = _kind(process), table.get(process.parent)
    if kind is None:
        return False
    if parent is None:
        return process.parent == 1
    if parent.arguments == process.arguments:
        return _is_stray(parent, table)
    return str(parent.inner) != process.arguments[4 + kind.parent]
