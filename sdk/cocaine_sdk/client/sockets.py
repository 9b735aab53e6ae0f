"""How a client's sockets are made."""

from __future__ import annotations

from collections.abc import Mapping

import zmq

from cocaine_sdk.curve import Curve
from cocaine_sdk.curvekeys import is_encrypted

_COMMON = {
    zmq.LINGER: 0,
    # A peer that has gone without a word (its machine, its network) is found out, and connected to again.
    zmq.HEARTBEAT_IVL: 10_000,
    zmq.HEARTBEAT_TIMEOUT: 30_000,
}


def open_socket(
    kind: int, endpoint: str, options: Mapping[zmq.SocketOption, int], curve: Curve | None
) -> zmq.Socket[bytes]:
    """A socket that is to connect to `endpoint` (`Link.start`); encrypted, where `curve` is given, over tcp."""
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(kind)
    for option, value in {**_COMMON, zmq.IPV6: int("[" in endpoint), **options}.items():
        socket.setsockopt(option, value)
    if curve is not None and is_encrypted(endpoint):
        for secret, key in curve.options().items():
            socket.setsockopt(secret, key)
    return socket
