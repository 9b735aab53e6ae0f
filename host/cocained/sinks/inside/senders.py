"""Where the socket listens, and whether it takes in further senders."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import zmq

from cocained.sinks.records import Kind

MOST_LEFT = 128
"""Senders that may have gone while the socket was never empty, before it takes no new ones: the high-water mark is one
sender's, so what many leave there, and the 15 KiB that each costs, would have no bound."""
PATIENCE = 1.0
"""Seconds that libzmq has for closing what listens. It takes a fraction of a millisecond."""
_WATCHED = zmq.EVENT_ACCEPTED | zmq.EVENT_CLOSED | zmq.EVENT_DISCONNECTED
_NOBLOCK = int(zmq.NOBLOCK)
_TELLS = "inproc://senders"


class Senders:
    """Of one socket. It listens once a descriptor has come."""

    def __init__(self, pull: zmq.Socket[bytes], endpoint: str) -> None:
        self._pull = pull
        self._endpoint = endpoint
        self._bound = ""
        self._left = 0
        """Senders that have gone since the socket was last seen to be empty."""
        self._arriving = False
        """Whether somebody has come since the last one went."""
        self._asked = True
        """Whether a descriptor will come."""
        pull.monitor(_TELLS, _WATCHED)
        self.monitor: zmq.Socket[bytes] = pull.context.socket(zmq.PAIR)
        """What libzmq tells of the socket. (pyzmq's own way has a high-water mark, at which libzmq would wait.)"""
        self.monitor.setsockopt(zmq.RCVHWM, 0)
        self.monitor.connect(_TELLS)

    def listen(self, descriptor: int) -> None:
        """Raises `zmq.ZMQError`."""
        self._pull.setsockopt(zmq.USE_FD, descriptor)
        self._pull.bind(self._endpoint)
        self._bound = self._pull.getsockopt_string(zmq.LAST_ENDPOINT)
        self._asked = False

    def look(self) -> None:
        """Count those who have gone."""
        while (event := self._next()) is not None:
            self._left += event == zmq.EVENT_DISCONNECTED
            self._arriving = event == zmq.EVENT_ACCEPTED

    def after(self, drained: bool) -> Iterator[Kind]:
        """What there is to say once the socket was looked at; `drained`: it was empty."""
        if drained:
            self._left = 0
            if not self._bound and not self._asked:
                self._asked = True
                yield Kind.EMPTY
        elif self._bound and self._left >= (2 * MOST_LEFT if self._arriving else MOST_LEFT):
            self._go_away()
            yield Kind.AWAY

    def _go_away(self) -> None:
        """When this returns nobody is taken in any more: libzmq lets go of a port some time after it was told to.

        It hangs up on those who are connected too, and they connect again; what is on the way from one of them may be
        lost. So a moment is chosen in which nobody has just come.
        """
        self._pull.unbind(self._bound)
        self._bound = ""
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0 and self.monitor.poll(int(left * 1000) + 1):
            event = self._next()
            self._left += event == zmq.EVENT_DISCONNECTED
            if event == zmq.EVENT_CLOSED:
                return

    def _next(self) -> int | None:
        """16 bits of the event, 32 of its value, as the machine orders them; and its address (zmq_socket_monitor)."""
        try:
            told, _ = self.monitor.recv_multipart(_NOBLOCK)
        except zmq.Again:
            return None
        return int.from_bytes(told[:2], sys.byteorder)
