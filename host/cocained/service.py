"""The daemon as a service of its machine: into the background, a pidfile, a word to systemd."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from cocaine_sdk.errors import CocaineError
from cocained import signals
from cocained.lockfile import Foreign, Held, LockFile

log = logging.getLogger(__name__)

_STATUS = b"\0"
"""Comes before the status that the waiting process shall end with. All before it is what it shall print."""


class ServiceError(CocaineError):
    """The daemon cannot become a service: the sentence says why and what to do. Never crosses the wire."""


class Ready:
    """Called when the daemon serves: lets the process go that started it.

    Until then the daemon's stderr leads to that process, so that whatever ends the start is seen where it
    was asked for. It is a pipe, so that a cell which inherits it does not hold a terminal.
    """

    def __init__(self) -> None:
        self._awaited = True

    def __call__(self) -> None:
        self._tell(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._tell(0)  # it was told to end before it served
        elif isinstance(error, SystemExit) and isinstance(error.code, int):
            self._tell(error.code)

    def _tell(self, status: int) -> None:
        if not self._awaited:
            return
        self._awaited = False
        sys.stderr.flush()
        with contextlib.suppress(BrokenPipeError):  # nobody has waited
            os.write(2, _STATUS + bytes([status & 0xFF]))
        with open(os.devnull, "wb") as null:
            os.dup2(null.fileno(), 2)


def daemonize() -> Ready:
    """Go on in the background, in a session of its own, without a terminal; returns in the daemon only.

    The caller's own process waits until the daemon is ready, and ends by 0, or has ended, and ends
    by its status. Call it before any thread, socket or loop exists: a fork takes none of them along whole.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    hearing, saying = os.pipe()
    if child := os.fork():
        os.close(saying)
        os.waitpid(child, 0)
        _await(hearing)
    os.setsid()
    if os.fork():  # no leader of its session any more: no terminal that it opens becomes its own
        os._exit(0)
    os.chdir("/")
    with open(os.devnull, "r+b", buffering=0) as null:
        os.dup2(null.fileno(), 0)
        os.dup2(null.fileno(), 1)
    os.dup2(saying, 2)
    os.close(saying)
    os.close(hearing)
    return Ready()


class Pidfile:
    """Holds the file for the time of the `with`. Raises `ServiceError` on entering."""

    def __init__(self, path: Path) -> None:
        self._file = LockFile(path, mode=0o644)

    def __enter__(self) -> Self:
        path = self._file.path
        try:
            self._file.acquire()
        except Held as held:
            raise ServiceError(
                f"the pidfile {path} is held by a running daemon ({held}); stop that one, or give this one"
                " its own by --pidfile"
            ) from None
        except Foreign as error:
            raise ServiceError(f"{error}, so it is no pidfile; name another by --pidfile") from None
        except OSError as error:
            raise ServiceError(
                f"the pidfile {path} cannot be written ({error.strerror}); name another by --pidfile"
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.release()


def notify(state: str) -> None:
    """Tell systemd `READY=1`, `RELOADING=1` or `STOPPING=1`. Does nothing where nobody listens.

    It is one datagram to one address, so no package is needed for it.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if state == "RELOADING=1":  # systemd tells this reload from the last one by its time
        state += f"\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messenger:
            messenger.sendto(state.encode(), address)
    except OSError as error:
        log.warning("systemd cannot be told %s: %s", state.partition("=")[0], error)


def _await(pipe: int) -> NoReturn:
    """The end of the process that was called: prints what the daemon says until its status comes."""
    signals.forget()
    silent = True
    while said := os.read(pipe, 65536):
        text, found, status = said.partition(_STATUS)
        os.write(2, text)
        silent = silent and not text
        if found:
            os._exit((status or os.read(pipe, 1) or b"\1")[0])
    if silent:
        os.write(2, b"cocained: ended before it was ready; start it without --daemonize to see why\n")
    os._exit(1)
