"""Where a socket listens: a place that is taken from nobody, and kept by the daemon whatever becomes of the process."""

from __future__ import annotations

import socket

from cocained.listening.tcp import TcpListener, name_of
from cocained.listening.unix import UnixListener


class Place:
    """One endpoint. Its life: made → `take` and `give_up`, any number of times."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._listener = UnixListener(endpoint) if endpoint.startswith("ipc:") else TcpListener(endpoint)
        self._socket: socket.socket | None = None

    @property
    def bound(self) -> str | None:
        """The endpoint, where the daemon holds it."""
        if self._socket is None:
            return None
        return self._endpoint if self._socket.family == socket.AF_UNIX else name_of(self._socket)

    @property
    def descriptor(self) -> int | None:
        """What listens, for a process that accepts."""
        return None if self._socket is None else self._socket.fileno()

    def take(self) -> None:
        """Listen. Raises `CannotListen`."""
        self._socket = socket.socket(fileno=self._listener.open())

    def give_up(self) -> None:
        """Hold it no more. It is free once no process has its descriptor either."""
        if self._socket is not None:
            self._listener.remove()
            self._socket.close()
            self._socket = None
