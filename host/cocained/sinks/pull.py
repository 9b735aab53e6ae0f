"""A PULL socket that several tasks share: each gets every message, and it is read at the pace of the slowest."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from typing import Protocol

import zmq

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.readiness import Frames, Readiness
from cocained.backoff import Backoff
from cocained.gateway.sockets import CannotListen, Context, Socket, open_socket
from cocained.sinks.place import Place

log = logging.getLogger(__name__)

MAX_FRAME = 2 << 20
"""Bytes of a frame past which libzmq hangs up on the sender."""
MOST_LEFT = 128
"""Senders that may have gone while the socket was never empty, before it takes no new ones: the high-water mark is one
sender's, so what many leave there, and the 15 KiB that each costs, would have no bound."""
MOST_SOCKETS = 30_000
"""Sockets of a context: three for each endpoint."""


class Taker(Protocol):
    """Who gets the messages of a socket."""

    def room(self) -> int:
        """How many messages it can take now. Asked where one is there; whoever says 0 calls `Pull.go_on` later."""

    def take(self, frames: Frames) -> None:
        """Gets one message."""


class Pull:
    """One socket, at one endpoint."""

    def __init__(self, context: Context, endpoint: str, watermark: int) -> None:
        """Listens at once. Raises `CannotListen`."""
        self.endpoint = endpoint
        self.watermark = watermark
        self.takers: list[Taker] = []
        self._left = 0
        """Senders that have gone since the socket was last seen to be empty."""
        self._backoff = Backoff()
        self._retry: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            self._socket = stack.enter_context(self._open_socket(context))
            self._place = Place(self._socket, endpoint, self._senders_left)
            stack.callback(self._place.close)
            self._place.take()
            stack.pop_all()
        self._readiness = Readiness(self._socket, self._received, on_wake=self._looked, room=self._room)
        self._place.start(self._loop)
        self._readiness.start(self._loop)

    def _open_socket(self, context: Context) -> Socket:
        options: dict[int, int] = {
            zmq.LINGER: 0,
            zmq.RCVHWM: self.watermark,
            zmq.MAXMSGSIZE: MAX_FRAME,
        }
        return open_socket(context, zmq.PULL, options)

    @property
    def bound(self) -> str | None:
        """Where it listens, as the socket says it; None as long as it takes no new senders."""
        return self._place.bound

    def go_on(self) -> None:
        """A taker has room again, or is gone."""
        self._readiness.check()

    def close(self) -> None:
        """What is still in the socket is lost. The endpoint is free when this returns."""
        if self._retry is not None:
            self._retry.cancel()
        self._readiness.stop()
        self._place.close()
        self._socket.close()

    def _room(self) -> int:
        return min([taker.room() for taker in self.takers])

    def _received(self, batch: list[Frames]) -> None:
        for frames in batch:
            for taker in tuple(self.takers):
                taker.take(frames)

    # --- senders that come and go -----------------------------------------------------------------------------

    def _senders_left(self, count: int) -> None:
        self._left += count
        if self._left >= MOST_LEFT:
            self._readiness.check()

    def _looked(self) -> None:
        if self._readiness.drained:
            self._left = 0
            if self.bound is None and self._retry is None:
                self._listen_again()
        elif self._left >= MOST_LEFT:
            self._place.give_up()

    def _listen_again(self) -> None:
        self._retry = None
        try:
            self._place.take()
            self._backoff.succeeded()
        except CannotListen as error:
            delay = self._backoff.failed()
            log.warning("%s; tried again in %g s", error, delay)
            self._retry = self._loop.call_later(delay, self._listen_again)


class Pulls:
    """The PULL sockets of a process by their endpoints, as they are written."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self._open: dict[str, Pull] = {}

    def join(self, endpoint: str, watermark: int, taker: Taker) -> Pull:
        """Raises `CannotListen`, or `BadArgument` where the socket is open with another watermark."""
        pull = self._open.get(endpoint)
        if pull is None:
            pull = self._open[endpoint] = self._make(endpoint, watermark)
        elif pull.watermark != watermark:
            raise BadArgument(
                f"{endpoint} is open for another task with the watermark {pull.watermark}; say the same"
            )
        pull.takers.append(taker)
        return pull

    def leave(self, pull: Pull, taker: Taker) -> None:
        """The last one closes the socket."""
        pull.takers.remove(taker)
        if pull.takers:
            pull.go_on()
        else:
            del self._open[pull.endpoint]
            pull.close()

    def _make(self, endpoint: str, watermark: int) -> Pull:
        if self._context is None:  # its threads begin with the first endpoint
            self._context = Context()
            self._context.set(zmq.MAX_SOCKETS, MOST_SOCKETS)
        try:
            return Pull(self._context, endpoint, watermark)
        except zmq.ZMQError as error:  # there are no descriptors left
            raise CannotListen(endpoint, zmq.strerror(error.errno or 0)) from None
