"""What listens for an ipc endpoint. libzmq itself would delete whatever lies at the path, be it somebody's file or the
socket of a living process."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from socket import AF_UNIX, SOCK_STREAM, socket

from cocained.listening.refusal import CannotListen

BACKLOG = 100
"""Connections that wait to be accepted: libzmq's own figure."""


class UnixListener:
    """The place of one ipc endpoint: `ipc:///path`, or `ipc://@name` for a name without a file."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._path = endpoint.partition("://")[2]
        self._has_file = not self._path.startswith("@")
        self._address = self._path if self._has_file else f"\0{self._path[1:]}"
        self._inode: tuple[int, int] | None = None

    def open(self) -> int:
        """A descriptor that listens, whose owner closes it. Raises `CannotListen`."""
        try:
            with socket(AF_UNIX, SOCK_STREAM) as listener:
                listener.setblocking(False)
                self._bind(listener)
                listener.listen(BACKLOG)
                self._inode = self._look()
                return listener.detach()
        except FileNotFoundError:
            raise CannotListen(self._endpoint, f"there is no folder {os.path.dirname(self._path)}") from None
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise CannotListen(self._endpoint, error.strerror or str(error), taken) from None

    def remove(self) -> None:
        """Delete the file, unless another one lies there by now."""
        with contextlib.suppress(OSError):
            if self._has_file and self._look() == self._inode:
                os.unlink(self._path)

    def _bind(self, listener: socket) -> None:
        try:
            listener.bind(self._address)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or not self._is_left_over():
                raise
            os.unlink(self._path)
            listener.bind(self._address)

    def _is_left_over(self) -> bool:
        """Whether what lies there is the socket of a process that is gone."""
        if not self._has_file:
            return False
        if not stat.S_ISSOCK(os.lstat(self._path).st_mode):
            raise CannotListen(self._endpoint, "what lies there is no socket")
        with socket(AF_UNIX, SOCK_STREAM) as visitor:
            visitor.setblocking(False)
            return visitor.connect_ex(self._address) == errno.ECONNREFUSED

    def _look(self) -> tuple[int, int] | None:
        if not self._has_file:
            return None
        found = os.lstat(self._path)
        return found.st_dev, found.st_ino
