"""What both sockets of the daemon share: their context, and how they come to listen."""

from __future__ import annotations

import zmq

from cocaine_sdk.errors import CocaineError

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]

LAST_PORT = 65535
LINGER = 200
"""Milliseconds that messages on their way out have at the end."""


class CannotListen(CocaineError):
    """An endpoint cannot be bound; raised at start."""

    code = "cannot_listen"

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(f"cannot listen at {endpoint}: {why}")


def open_socket(context: Context, kind: int, options: dict[int, int]) -> Socket:
    """A socket that neither blocks at the end nor keeps a dead peer, with further options."""
    socket = context.socket(kind)
    for option, value in ({zmq.LINGER: LINGER, zmq.TCP_KEEPALIVE: 1} | options).items():
        socket.setsockopt(option, value)
    return socket


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
        taken = "; is another daemon there?" if error.errno == zmq.EADDRINUSE else ""
        raise CannotListen(endpoint, why + taken) from None
