"""The client of every figure: a bare DEALER, so that little but the other side is measured."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from types import TracebackType
from typing import Any, Self

import zmq

PATIENCE_MS = 120_000
_OPTIONS = {
    zmq.LINGER: 0,
    zmq.RCVTIMEO: PATIENCE_MS,
    zmq.SNDTIMEO: PATIENCE_MS,
    zmq.SNDHWM: 0,
    zmq.RCVHWM: 0,
}


class Client:
    """Sends requests, some of them in flight at the same time, and takes replies in whatever order they come."""

    def __init__(self, endpoint: str) -> None:
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.DEALER)
        for option, value in _OPTIONS.items():
            self._socket.setsockopt(option, value)
        self._socket.connect(endpoint)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> bytes:
        self._socket.send_multipart((b"", request))
        return self._socket.recv_multipart()[-1]

    def ask_all(self, requests: Iterable[bytes], in_flight: int) -> int:
        """Send them all, so many at a time, and take every reply; how many there were."""
        left = iter(requests)
        send, receive = self._socket.send_multipart, self._socket.recv_multipart
        flying = done = 0
        for request in islice(left, in_flight):
            send((b"", request))
            flying += 1
        while flying:
            receive()
            done += 1
            flying -= 1
            for request in islice(left, 1):
                send((b"", request))
                flying += 1
        return done

    def checked(self, request: bytes) -> dict[str, Any]:
        """A reply, taken apart. Raises `RuntimeError` where anything in it failed: no errors are measured."""
        reply: dict[str, Any] = json.loads(self.ask(request))
        for part in (reply, *reply.values()):
            if isinstance(part, dict) and "code" in part:
                raise RuntimeError(f"{part.get('code')}: {part.get('error')}")
        return reply

    def action(self, name: str) -> dict[str, Any]:
        return self.checked(json.dumps({"version": 2, "token": "bench", "action": name}).encode())
