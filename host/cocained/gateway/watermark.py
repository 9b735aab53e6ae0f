"""The watermark of a bound socket, changed while it serves."""

from __future__ import annotations

import asyncio

import zmq

from cocaine_sdk.readiness import Frames, Readiness
from cocained.gateway.sockets import Socket


class Watermark:
    """libzmq gives a new watermark to the peers of now, but to those who come later still the one of the bind.

    So it is given anew whenever somebody has come: when their handshake is done they have a queue already, but no
    message in it.
    """

    def __init__(self, socket: Socket, readiness: Readiness) -> None:
        """`readiness`: that of the socket, which looks after what is swallowed here."""
        self._socket = socket
        self._readiness = readiness
        self._messages = 0
        self._comings = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
        self._watch = Readiness(self._comings, self._come)
        self._watch.start(asyncio.get_running_loop())

    def set(self, messages: int) -> None:
        self._messages = messages
        self._give()

    def close(self) -> None:
        """Before the socket is closed."""
        self._watch.stop()
        self._socket.disable_monitor()
        self._comings.close()

    def _come(self, _: list[Frames]) -> None:
        self._give()

    def _give(self) -> None:
        self._socket.get(zmq.EVENTS)  # it takes in those who have come
        self._socket.setsockopt(zmq.SNDHWM, self._messages)
        self._readiness.check()
