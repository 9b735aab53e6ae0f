"""The sender's end of the socket at which a source is handed its data."""

from __future__ import annotations

import zmq

SEND = 5000
"""Milliseconds for the daemon to take a piece."""


class Intake:
    """Made after the daemon has bound the endpoint."""

    def __init__(self, endpoint: str) -> None:
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUSH)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.SNDTIMEO, SEND)
        self._socket.connect(endpoint)
        self.sent = 0

    def send(self, data: bytes) -> None:
        self._socket.send(data)
        self.sent += 1

    def close(self) -> None:
        self._socket.close()
