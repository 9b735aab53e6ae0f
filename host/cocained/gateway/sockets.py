"""What both sockets of the daemon share: their context, and how they come to listen."""

from __future__ import annotations

import os

import zmq

from cocained.gateway.encryption import Encryption
from cocained.listening.refusal import CannotListen
from cocained.listening.unix import UnixListener

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]

LAST_PORT = 65535
LINGER = 200
"""Milliseconds that messages on their way out have at the end."""
TAKEN = "; is another daemon there?"
_NO_DESCRIPTOR = -1


def open_socket(context: Context, kind: int, options: dict[int, int]) -> Socket:
    """A socket that neither blocks at the end nor keeps a dead peer, with further options."""
    socket = context.socket(kind)
    for option, value in ({zmq.LINGER: LINGER, zmq.TCP_KEEPALIVE: 1} | options).items():
        socket.setsockopt(option, value)
    return socket


class Places:
    """The endpoints of one socket."""

    def __init__(self, socket: Socket, encryption: Encryption | None) -> None:
        self._socket = socket
        self._encryption = encryption
        if encryption is not None:
            encryption.prepare(socket)
        self._files: list[UnixListener] = []

    def bind(self, endpoint: str) -> None:
        """Raises `CannotListen`."""
        if self._encryption is not None:
            self._encryption.cover(self._socket, endpoint)
        if endpoint.startswith("ipc://") and endpoint != "ipc://*":  # for which libzmq makes up a name
            self._hand_over(endpoint)
        else:
            bind(self._socket, endpoint)

    def close(self) -> None:
        """Remove what lies in the file system. To be called before the socket's own."""
        for unix in self._files:
            unix.remove()

    def _hand_over(self, endpoint: str) -> None:
        unix = UnixListener(endpoint)
        try:
            listener = unix.open()
        except CannotListen as error:
            raise CannotListen(endpoint, error.why + (TAKEN if error.taken else "")) from None
        self._files.append(unix)
        self._socket.setsockopt(zmq.USE_FD, listener)
        try:
            self._socket.bind(endpoint)
        except zmq.ZMQError as error:
            os.close(listener)
            raise CannotListen(endpoint, zmq.strerror(error.errno or 0)) from None
        finally:
            self._socket.setsockopt(zmq.USE_FD, _NO_DESCRIPTOR)


def bind(socket: Socket, endpoint: str) -> None:
    """Raises `CannotListen`."""
    port = endpoint.rpartition(":")[2]
    if endpoint.startswith("tcp:") and port.isdecimal() and int(port) > LAST_PORT:  # libzmq wraps it around
        raise CannotListen(endpoint, f"a port is at most {LAST_PORT}")
    # An interface's name, such as the seed's lo, means its IPv4 address; with the option it would mean IPv6 alone.
    socket.setsockopt(zmq.IPV6, int("[" in endpoint or "://*" in endpoint))
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        why = zmq.strerror(error.errno or 0)
        taken = TAKEN if error.errno == zmq.EADDRINUSE else ""
        raise CannotListen(endpoint, why + taken) from None
