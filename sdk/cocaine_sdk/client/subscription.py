"""A stream of events from one export socket."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

import zmq

from cocaine_sdk.client.events import Event, parse
from cocaine_sdk.client.identity import Identity
from cocaine_sdk.client.link import Link
from cocaine_sdk.client.sockets import open_socket
from cocaine_sdk.errors import HandshakeFailed
from cocaine_sdk.readiness import Frames, Readiness

_OPTIONS = {
    zmq.SNDHWM: 0,  # subscriptions are messages too: past the mark they would be lost, silently
    zmq.RCVHWM: 0,
}


class Subscription:
    """Events as they come, from its making until its end: `async for event in subscription`.

    Outlives the daemon: connects and subscribes again by itself; what is published in the meantime is lost.
    Nothing is lost on this side: the events of a reader that is too slow pile up in its memory.
    """

    def __init__(
        self,
        export: str,
        topics: Iterable[bytes],
        identity: Identity,
        on_close: Callable[[Subscription], None],
    ) -> None:
        """On the running loop. Raises `BadEndpoint`."""
        self._socket = open_socket(zmq.SUB, export, _OPTIONS, identity.curve)
        for topic in topics:
            self._socket.setsockopt(zmq.SUBSCRIBE, topic)
        self._on_close = on_close
        self._events: deque[Event] = deque()
        self._came = asyncio.Event()
        self._closed = False
        self._refusal: HandshakeFailed | None = None
        self._link = Link(self._socket, export, identity, self._refused)
        self._link.start(asyncio.get_running_loop())
        self._readiness = Readiness(self._socket, self._receive)
        self._readiness.start(asyncio.get_running_loop())

    def close(self) -> None:
        """End the stream. Does nothing the second time."""
        if self._closed:
            return
        self._closed = True
        self._readiness.stop()
        self._link.stop()
        self._socket.close()
        self._came.set()
        self._on_close(self)

    async def aclose(self) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        """Raises `HandshakeFailed` where the two do not agree on CURVE keys; the next call tries anew."""
        self._link.again()
        while not self._events:
            if self._closed:
                raise StopAsyncIteration
            if self._refusal is not None:
                refusal, self._refusal = self._refusal, None
                raise refusal
            self._came.clear()
            await self._came.wait()
        return self._events.popleft()

    def _refused(self, error: HandshakeFailed) -> None:
        self._refusal = error
        self._came.set()

    def _receive(self, batch: list[Frames]) -> None:
        self._events.extend(event for frames in batch if (event := parse(frames)) is not None)
        self._came.set()
