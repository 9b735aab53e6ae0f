"""The export socket: an XPUB, one message of two frames for each field of an event (protocol.md, Events)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache

import msgspec
import zmq
from msgspec import Raw

from cocaine_sdk.readiness import Frames, Readiness
from cocaine_sdk.topics import encode_field
from cocained.gateway.encryption import Encryption
from cocained.gateway.sockets import Context, Places, open_socket

_string = msgspec.json.Decoder(str)
_NOBLOCK = int(zmq.NOBLOCK)
_MORE = int(zmq.NOBLOCK | zmq.SNDMORE)
_encoded = lru_cache(1024)(encode_field)
MAX_SUBSCRIPTION = 2048
"""Bytes of a subscription past which libzmq hangs up: no topic is longer, and each byte costs some 100 of memory."""

GLANCE = 0.1
"""Seconds after a send until subscriptions are looked for."""


class Publisher:
    """Sends events to whoever subscribed; what a subscriber cannot take beyond the watermark, libzmq drops."""

    def __init__(
        self, context: Context, watermark: int, hostname: str, encryption: Encryption | None
    ) -> None:
        self.published = 0
        """Messages handed to the socket."""
        self.subscriptions = 0
        """Distinct subscriptions of all subscribers, as they say: one may take back what others asked for."""
        self._listened_to = False
        self._looking = False
        self._hostname = hostname
        self._socket = open_socket(
            context, zmq.XPUB, {zmq.SNDHWM: watermark, zmq.MAXMSGSIZE: MAX_SUBSCRIPTION}
        )
        self._places = Places(self._socket, encryption)
        self._readiness = Readiness(self._socket, self._subscribed)

    def bind(self, endpoint: str) -> None:
        """Raises `CannotListen`."""
        self._places.bind(endpoint)

    def start(self) -> None:
        self._readiness.start(asyncio.get_running_loop())

    def close(self) -> None:
        self._readiness.stop()
        self._places.close()
        self._socket.close()

    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:
        """Send each field. Never blocks; as long as nobody has ever listened it costs nothing."""
        if not self._listened_to:
            return
        ending = f" {self._hostname} {timestamp:.3f}"
        for name, raw in fields.items():
            self._socket.send(f"{key} {_encoded(name)}{ending}".encode(), _MORE)
            self._socket.send(value_of(raw), _NOBLOCK)
        self.published += len(fields)
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(GLANCE, self._look)

    def _look(self) -> None:
        """A send may swallow the edge of a subscription (`readiness.py`). libzmq has heeded it by then, and here it is
        but counted: a look after each send would cost as much as the send."""
        self._looking = False
        self._readiness.check()

    def _subscribed(self, batch: list[Frames]) -> None:
        for message, *_ in batch:
            if message[:1] == b"\x01":
                self.subscriptions += 1
                self._listened_to = True
            elif message[:1] == b"\x00":  # libzmq passes on any stranger's, of what was never subscribed too
                self.subscriptions = max(0, self.subscriptions - 1)


def value_of(raw: Raw) -> bytes:
    """A string as it is, anything else as JSON writes it."""
    value = bytes(raw)
    if value[:1] != b'"':
        return value
    return _string.decode(value).encode() if b"\\" in value else value[1:-1]
