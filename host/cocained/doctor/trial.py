"""The walls tried out: a process of our own is locked as a cell is, and tries what no cell may."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable

import msgspec

from cocaine_sdk.plugin import Walls
from cocained.cells.frames import Confinement
from cocained.cells.inside import lock
from cocained.config import Config
from cocained.confinement import CannotConfine, limits, unprivileged
from cocained.doctor.findings import Finding, broken, ok

_PATIENCE = 10.0
"""Seconds: it takes some milliseconds."""


class _Told(msgspec.Struct, frozen=True):
    """What the locked process says of itself."""

    why: str = ""
    """Why it could not be locked."""
    done: tuple[str, ...] = ()
    """What it could do that no cell may."""


def examine(config: Config) -> list[Finding]:
    """By this user, who may be another one than the daemon's."""
    if config.sandbox == "language-only":
        return []
    try:
        confinement = Confinement(
            Walls(), limits(config), unprivileged(config.user), hardened=config.hardened
        )
    except CannotConfine:  # which has a finding of its own
        return []
    told = _try(confinement)
    if told.why:
        says = f"a process of this user's could not be locked as a cell is: {told.why}"
        return [broken("trial", says, "no cell would start: mend what is missing above")]
    if told.done:
        says = f"a process that was locked as a cell is could {', '.join(told.done)}: the walls do not hold"
        return [broken("trial", says, "run no code of others' here, and tell the authors of cocained")]
    tried = ", ".join(_ATTEMPTS)
    return [
        ok("trial", f"a process was locked as a cell is, and then could not: {tried}", tried=list(_ATTEMPTS))
    ]


def _read_a_file() -> None:
    os.close(os.open(os.devnull, os.O_RDONLY))


def _make_a_socket() -> None:
    socket.socket().close()


def _start_a_process() -> None:
    if os.fork() == 0:
        os._exit(0)


def _signal_another() -> None:
    os.kill(os.getppid(), 0)


_ATTEMPTS: dict[str, Callable[[], None]] = {
    "read a file": _read_a_file,
    "make a socket": _make_a_socket,
    "start a process": _start_a_process,
    "signal another": _signal_another,
}


def _try(confinement: Confinement) -> _Told:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pid = os.fork()
        if pid == 0:
            _live(confinement, theirs)
        theirs.close()
        ours.settimeout(_PATIENCE)
        try:
            said = ours.recv(1 << 16)
        except TimeoutError:
            said = b""
        with contextlib.suppress(PermissionError):  # it is another user's by now; it ends by itself
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if not said:
        return _Told(f"it ended with {os.waitstatus_to_exitcode(status)} and said nothing")
    return msgspec.json.decode(said, type=_Told)


def _live(confinement: Confinement, end: socket.socket) -> None:
    """In the child, which never returns."""
    try:
        end.sendall(msgspec.json.encode(_locked(confinement, end)))
    finally:
        os._exit(0)


def _locked(confinement: Confinement, end: socket.socket) -> _Told:
    try:
        lock.enter(confinement, end.fileno())
    except OSError as error:
        return _Told(why=str(error))
    return _Told(done=tuple(what for what, attempt in _ATTEMPTS.items() if _succeeds(attempt)))


def _succeeds(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True
