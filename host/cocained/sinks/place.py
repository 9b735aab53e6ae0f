"""Where a socket listens: a place that is taken from nobody, and free again as soon as it is given up."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable

import zmq

from cocaine_sdk.readiness import Frames, Readiness
from cocained.gateway.sockets import CannotListen, Socket, bind
from cocained.sinks.unix import UnixListener

PATIENCE = 1.0
"""Seconds that libzmq has for closing what listens. It takes a fraction of a millisecond."""

_numbers = itertools.count()


class Place:
    """One endpoint of one socket. Its life: made → `take` and `give_up`, any number of times → `close`."""

    def __init__(self, socket: Socket, endpoint: str, on_left: Callable[[int], None]) -> None:
        """`on_left` hears how many peers have gone, once this was started."""
        self.bound: str | None = None
        """The endpoint as the socket says it; None where it does not listen."""
        self._socket = socket
        self._endpoint = endpoint
        self._on_left = on_left
        self._unix = UnixListener(endpoint) if endpoint.startswith("ipc:") else None
        self._monitor = _monitor(socket)
        self._readiness = Readiness(self._monitor, self._heard)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._readiness.start(loop)

    def take(self) -> None:
        """Listen. Raises `CannotListen`."""
        if self._unix is not None:
            self._hand_over(self._unix)
        else:
            bind(self._socket, self._endpoint)
        self.bound = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def give_up(self) -> None:
        """Listen no more: when this returns, the next one can. Peers that are connected stay so."""
        bound, self.bound = self.bound, None
        if bound is None:
            return
        if self._unix is not None:
            self._unix.remove()
        self._socket.unbind(bound)
        self._await_closed()

    def close(self) -> None:
        """To be called before the socket's own."""
        self._readiness.stop()
        self.give_up()
        self._socket.disable_monitor()
        self._monitor.close()

    def _hand_over(self, unix: UnixListener) -> None:
        listener = unix.open()
        self._socket.setsockopt(zmq.USE_FD, listener)
        try:
            self._socket.bind(self._endpoint)
        except zmq.ZMQError as error:
            unix.remove()
            os.close(listener)
            raise CannotListen(self._endpoint, zmq.strerror(error.errno or 0)) from None

    def _await_closed(self) -> None:
        """libzmq lets go of a port some time after it was told to: without this, the next one might come too early."""
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0 and self._monitor.poll(int(left * 1000) + 1):
            frames = self._monitor.recv_multipart()
            self._heard([frames])
            if _event(frames) == zmq.EVENT_CLOSED:
                break
        self._readiness.check()

    def _heard(self, batch: list[Frames]) -> None:
        self._on_left(sum(_event(frames) == zmq.EVENT_DISCONNECTED for frames in batch))


def _monitor(socket: Socket) -> Socket:
    """What libzmq tells of a socket. (pyzmq's own way has a high-water mark, at which libzmq would wait for us.)"""
    address = f"inproc://place-{next(_numbers)}"
    socket.monitor(address, zmq.EVENT_CLOSED | zmq.EVENT_DISCONNECTED)
    monitor: Socket = socket.context.socket(zmq.PAIR)
    monitor.setsockopt(zmq.RCVHWM, 0)
    monitor.connect(address)
    return monitor


def _event(frames: Frames) -> int:
    """The first frame: 16 bits of the event, 32 of its value, as the machine orders them (zmq_socket_monitor)."""
    return int.from_bytes(frames[0][:2], sys.byteorder)
