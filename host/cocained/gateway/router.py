"""The request socket: a ROUTER, its envelopes, and nothing of what the requests mean (protocol.md, section 1)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Protocol

import zmq

from cocaine_sdk.readiness import Frames, Readiness

log = logging.getLogger(__name__)

MAX_MESSAGE = 16 << 20
"""Bytes of a frame past which libzmq hangs up on the client; up to it, a request too large is told so."""
SEND_HWM = 1000
"""Replies that a client may leave unread before further ones are dropped."""


class Handler(Protocol):
    async def handle(self, data: bytes) -> bytes:
        """The reply to one request."""


class Router:
    """Takes requests in batches, answers each as soon as it can be. A client that never reads costs only itself."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], handler: Handler) -> None:
        self.dropped = 0
        """Replies that nobody took."""
        self._handler = handler
        self._loop = asyncio.get_running_loop()
        self._serving: set[asyncio.Task[None]] = set()
        self._socket = context.socket(zmq.ROUTER)
        for option, value in (
            (zmq.LINGER, 200),
            (zmq.MAXMSGSIZE, MAX_MESSAGE),
            (zmq.SNDHWM, SEND_HWM),
            (zmq.ROUTER_MANDATORY, 1),
            (zmq.ROUTER_HANDOVER, 1),  # a named client that died and came back gets its name back
            (zmq.TCP_KEEPALIVE, 1),
            (zmq.IPV6, 1),
        ):
            self._socket.setsockopt(option, value)
        self._readiness = Readiness(self._socket, self._received)

    def bind(self, endpoint: str) -> None:
        """Raises `zmq.ZMQError`."""
        self._socket.bind(endpoint)

    def start(self) -> None:
        self._readiness.start(self._loop)

    def stop(self) -> None:
        """Take no more requests; those taken may still be answered."""
        self._readiness.stop()

    async def close(self, patience: float) -> None:
        """Wait for the last replies, so many seconds at most, and let go of the socket."""
        if self._serving:
            await asyncio.wait(self._serving, timeout=patience)
        for serving in list(self._serving):
            serving.cancel()
        self._socket.close()

    def _received(self, batch: list[Frames]) -> None:
        for frames in batch:
            serving = self._loop.create_task(self._serve(frames))
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)

    async def _serve(self, frames: Frames) -> None:
        envelope, body = split(frames)
        self._send(envelope, await self._handler.handle(body[0] if body else b""))

    def _send(self, envelope: Frames, reply: bytes) -> None:
        try:
            self._socket.send_multipart([*envelope, reply], zmq.NOBLOCK)
        except zmq.ZMQError as error:
            self.dropped += 1
            log.debug("a reply of %d bytes was dropped: %s", len(reply), error)
        self._readiness.check()


def split(frames: Frames) -> tuple[Frames, Frames]:
    """Envelope and body: a REQ sends an empty frame between them, a DEALER may leave it out (ours)."""
    with contextlib.suppress(ValueError):
        end = frames.index(b"", 1) + 1
        return frames[:end], frames[end:]
    return frames[:1], frames[1:]
