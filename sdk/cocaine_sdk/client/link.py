"""A socket's connection, and what becomes of it, as libzmq tells."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import struct
from collections.abc import Callable
from enum import IntFlag

import zmq

from cocaine_sdk.client.identity import Identity
from cocaine_sdk.curvekeys import is_encrypted
from cocaine_sdk.errors import BadEndpoint, HandshakeFailed
from cocaine_sdk.readiness import Frames, Readiness

_EVENT = struct.Struct("=HI")
_MECHANISM = int(zmq.PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)


class _Event(IntFlag):
    """What libzmq tells of a connection."""

    MADE = zmq.EVENT_HANDSHAKE_SUCCEEDED
    NOBODY = zmq.EVENT_CLOSED
    LOST = zmq.EVENT_DISCONNECTED
    DISAGREED = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    REFUSED = zmq.EVENT_HANDSHAKE_FAILED_AUTH
    BROKEN = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL


class Link:
    """Made → `start` → `stop`, before the socket is closed."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        endpoint: str,
        identity: Identity,
        on_end: Callable[[HandshakeFailed], None],
        on_loss: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_end`: the peer will never be reached like this, and libzmq does not try again; see `again`. `on_loss`: a
        connection broke, or was not made."""
        self.failure: HandshakeFailed | None = None
        """Why the last connection was not made; None where it was, or nothing is known that would help."""
        self._socket = socket
        self._endpoint = endpoint
        self._curve = identity.curve if is_encrypted(endpoint) else None
        self._on_end = on_end
        self._on_loss = on_loss
        self._ended = False

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Connect, now and for as long as the socket lives; watched from before that, so that no refusal is missed.
        Raises `BadEndpoint`, and the socket is closed then."""
        self._monitor = self._socket.get_monitor_socket(sum(_Event))
        self._readiness = Readiness(self._monitor, self._told)
        self._readiness.start(loop)
        try:
            self._socket.connect(self._endpoint)
        except zmq.ZMQError as error:
            self.stop()
            self._socket.close()
            raise BadEndpoint(self._endpoint, zmq.strerror(error.errno or 0).lower()) from None

    def stop(self) -> None:
        self._readiness.stop()
        self._socket.disable_monitor()
        self._monitor.close()

    def again(self) -> None:
        """Where the link has ended: begin to connect anew. What was wrong may have been set right."""
        if not self._ended:
            return
        self._ended = False
        with contextlib.suppress(zmq.ZMQError):  # where libzmq has let go of it already
            self._socket.disconnect(self._endpoint)
        self._socket.connect(self._endpoint)

    def _told(self, batch: list[Frames]) -> None:
        for event, *_ in batch:
            self._take(*_EVENT.unpack(event))

    def _take(self, event: int, value: int) -> None:
        match event:
            case _Event.LOST:
                self._on_loss()
            case _Event.MADE | _Event.NOBODY:
                self.failure = None
            case _Event.BROKEN:
                self.failure = self._failed(self._broken())
            case _Event.REFUSED:
                self._end(self._failed(self._refused()))
            case _Event.DISAGREED if value == _MECHANISM:
                self._end(self._failed(self._disagreed()))

    def _end(self, failure: HandshakeFailed | None) -> None:
        self.failure = failure
        if failure is not None:
            self._ended = True
            self._on_end(failure)

    def _failed(self, why: str | None) -> HandshakeFailed | None:
        return None if why is None else HandshakeFailed(self._endpoint, why)

    def _broken(self) -> str | None:
        """The peer has hung up before it said why: which it may do in each of the cases below. libzmq tries again."""
        if not is_encrypted(self._endpoint):
            return None
        if self._curve is None:
            return "hangs up on us; if it is encrypted, give the daemon's public CURVE key (--server-key)"
        return (
            "hangs up on us; is it encrypted, and the daemon's public CURVE key (--server-key) the right one?"
        )

    def _disagreed(self) -> str:
        if self._curve is None:
            return "is encrypted; give the daemon's public CURVE key (--server-key)"
        return "is not encrypted, and a CURVE key was given for it; leave that out (--server-key)"

    def _refused(self) -> str | None:
        if self._curve is None:
            return None
        key = shlex.quote(self._curve.own.public)
        return (
            f"does not know this CURVE key; give one that it knows (--curve-key FILE), or have this one known there:"
            f" cocained keys add TOKEN --curve={key}"
        )
