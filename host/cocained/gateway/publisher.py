"""The export socket: an XPUB, one message of two frames for each field of an event (protocol.md, Events)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice

import msgspec
import zmq
from msgspec import Raw

from cocaine_sdk.readiness import Frames, Readiness
from cocaine_sdk.topics import encode_field
from cocained.core.turns import Turns
from cocained.gateway.encryption import Encryption
from cocained.gateway.sockets import Context, Places, open_socket

_string = msgspec.json.Decoder(str)
_NOBLOCK = int(zmq.NOBLOCK)
_MORE = int(zmq.NOBLOCK | zmq.SNDMORE)
_encoded = lru_cache(1024)(encode_field)
MAX_SUBSCRIPTION = 2048
"""Bytes of a subscription past which libzmq hangs up: no topic is longer, and each byte costs some 100 of memory."""

STEP = 64
"""Fields that are sent at once: an event may have a thousand, which take milliseconds."""
GLANCE = 0.1
"""Seconds after a send until subscriptions are looked for."""


class Publisher:
    """Sends events to whoever subscribed; what a subscriber cannot take beyond the watermark, libzmq drops."""

    def __init__(
        self, context: Context, watermark: int, hostname: str, encryption: Encryption | None, turns: Turns
    ) -> None:
        """`turns`: in which events of many fields are sent."""
        self._turns = turns
        self._sending: dict[str, int] = {}
        """How many events of a key are not all sent yet."""
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
        self._turns.finish()
        self._readiness.stop()
        self._places.close()
        self._socket.close()

    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:
        """Send each field. Never blocks; as long as nobody has ever listened it costs nothing."""
        if not self._listened_to:
            return
        ending = f" {self._hostname} {timestamp:.3f}"
        if len(fields) <= STEP and key not in self._sending:
            self._send(key, ending, fields.items())
        else:
            self._sending[key] = self._sending.get(key, 0) + 1
            self._turns.do(self._send_in_steps(key, ending, fields))
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(GLANCE, self._look)

    def _send(self, key: str, ending: str, fields: Collection[tuple[str, Raw]]) -> None:
        for name, raw in fields:
            self._socket.send(f"{key} {_encoded(name)}{ending}".encode(), _MORE)
            self._socket.send(value_of(raw), _NOBLOCK)
        self.published += len(fields)

    def _send_in_steps(self, key: str, ending: str, fields: Mapping[str, Raw]) -> Iterator[None]:
        rest = iter(fields.items())
        try:
            while step := list(islice(rest, STEP)):
                self._send(key, ending, step)
                yield
        finally:
            self._sending[key] -= 1
            if not self._sending[key]:
                del self._sending[key]

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
