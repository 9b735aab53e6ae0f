"""The request socket: a ROUTER, its envelopes, and nothing of what the requests mean (protocol.md, Sockets)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

import zmq

from cocaine_sdk.readiness import Frames, Readiness
from cocained.core.authority.origin import Origin
from cocained.gateway.encryption import Encryption
from cocained.gateway.sockets import Context, Places, open_socket

log = logging.getLogger(__name__)

MAX_MESSAGE = 16 << 20
"""Bytes of a frame past which libzmq hangs up on the client; up to it, a request too large is told so."""
SEND_HWM = 1000
"""Replies that a client may leave unread before further ones are dropped."""


class Handler(Protocol):
    def handle(self, data: bytes, reply: Callable[[bytes], None], origin: Origin) -> None:
        """Answer one request by calling `reply` once, now or later."""


class Router:
    """Takes requests in batches, answers each as soon as it can be. A client that never reads costs only itself."""

    def __init__(self, context: Context, handler: Handler, encryption: Encryption | None) -> None:
        self.dropped = 0
        """Replies that nobody took."""
        self._handler = handler
        self._open = True
        self._socket = open_socket(
            context,
            zmq.ROUTER,
            {
                zmq.MAXMSGSIZE: MAX_MESSAGE,
                zmq.SNDHWM: SEND_HWM,
                zmq.ROUTER_MANDATORY: 1,  # a reply that nobody takes is counted, not lost in silence
                zmq.ROUTER_HANDOVER: 1,  # a named client that died and came back gets its name back
            },
        )
        self._places = Places(self._socket, encryption)
        if encryption is None:
            self._readiness = Readiness(self._socket, self._received)
        else:
            self._readiness = Readiness(self._socket, self._received_sealed, receive=encryption.seal.receive)

    def bind(self, endpoint: str) -> None:
        """Raises `CannotListen`."""
        self._places.bind(endpoint)

    def start(self) -> None:
        self._readiness.start(asyncio.get_running_loop())

    def stop(self) -> None:
        """Take no more requests; those taken may still be answered."""
        self._readiness.stop()

    def close(self) -> None:
        """Let go of the socket; a reply that comes later is lost."""
        self._open = False
        self._places.close()
        self._socket.close()

    def _received(self, batch: list[Frames]) -> None:
        for frames in batch:
            self._take(frames, "")

    def _received_sealed(self, batch: list[Frames]) -> None:
        for curve_key, *frames in batch:
            self._take(frames, curve_key.decode())

    def _take(self, frames: Frames, curve_key: str) -> None:
        envelope, body = split(frames)
        origin = Origin(body[1] if len(body) > 1 else None, curve_key)
        self._handler.handle(body[0] if body else b"", partial(self._send, envelope), origin)

    def _send(self, envelope: Frames, reply: bytes) -> None:
        if not self._open:
            return
        try:
            self._readiness.send([*envelope, reply])
        except zmq.ZMQError as error:
            self.dropped += 1
            log.debug("a reply of %d bytes was dropped: %s", len(reply), error)


def split(frames: Frames) -> tuple[Frames, Frames]:
    """Envelope and body: a REQ sends an empty frame between them, a DEALER may leave it out (ours)."""
    with contextlib.suppress(ValueError):
        end = frames.index(b"", 1) + 1
        return frames[:end], frames[end:]
    return frames[:1], frames[1:]
