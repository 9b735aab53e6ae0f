"""What both sockets of the daemon share: their context, and how they come to listen."""

from __future__ import annotations

import zmq

from cocaine_sdk.errors import CocaineError

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]

LINGER = 200
"""Milliseconds that messages on their way out have at the end."""


class CannotListen(CocaineError):
    """An endpoint cannot be bound; raised at start."""

    code = "cannot_listen"

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(f"cannot listen at {endpoint}: {why}; is another daemon there?")


def open_socket(context: Context, kind: int, options: dict[int, int]) -> Socket:
    """A socket that neither blocks at the end nor keeps a dead peer, with further options."""
    socket = context.socket(kind)
    for option, value in ({zmq.LINGER: LINGER, zmq.TCP_KEEPALIVE: 1, zmq.IPV6: 1} | options).items():
        socket.setsockopt(option, value)
    return socket


def bind(socket: Socket, endpoint: str) -> None:
    """Raises `CannotListen`."""
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        raise CannotListen(endpoint, error.strerror or str(error)) from None
