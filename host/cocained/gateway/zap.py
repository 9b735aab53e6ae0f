"""ZAP: libzmq asks of every new connection, before its first message, whether it may be (rfc.zeromq.org/spec/27).

The questions come over inproc, from all sockets of the context. What must be looked up is waited for beside the loop. A
connection whose answer is late, or cannot be had, is not made, and the client's libzmq tries again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Literal, NamedTuple, Protocol

import zmq
from zmq.utils import z85

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import CocaineError
from cocaine_sdk.readiness import Frames, Readiness
from cocained.core.complaints import Complaint
from cocained.gateway.seal import Seal
from cocained.gateway.sockets import Context

log = logging.getLogger(__name__)

ENDPOINT = "inproc://zeromq.zap.01"
VERSION = b"1.0"
ALLOWED, LATER, REFUSED = b"200", b"300", b"400"
MOST = 256
"""Keys that are looked up at one time. Further connections wait for their turn, in libzmq."""
DEADLINE = 5.0
"""Seconds that a look may take: less than libzmq waits (`encryption.HANDSHAKE`)."""
_KEY = 32
"""Bytes."""


class Known(Protocol):
    """Who knows the clients. Each raises `StorageError`."""

    async def knows_curve_key(self, key: str) -> bool:
        """Whether a token is bound to this public key (Z85), or was, a moment ago."""

    async def refresh(self) -> None:
        """Look at what tokens are bound to now."""


class Question(NamedTuple):
    """Of one connection."""

    envelope: Frames
    request: bytes
    address: str
    mechanism: bytes
    credentials: Frames

    @property
    def curve_key(self) -> str:
        """The client's public key, which libzmq has seen proven; empty where there is none."""
        if self.mechanism != b"CURVE" or len(self.credentials) != 1 or len(self.credentials[0]) != _KEY:
            return ""
        return str(z85.encode(self.credentials[0]).decode())


class Gate:
    """Answers ZAP. Made → `open`, before a socket binds → `close`: from then on no connection is made."""

    def __init__(
        self,
        context: Context,
        seal: Seal,
        clients: Literal["any", "known"],
        known: Known,
        clock: Clock,
    ) -> None:
        self.refused = 0
        """Connections that were refused since the start."""
        self._seal = seal
        self._clients = clients
        self._known = known
        self._clock = clock
        self._looks: set[asyncio.Task[None]] = set()
        self._refusals = Complaint("a connection was refused")
        self._trouble = Complaint("whether a CURVE key is known could not be told")
        self._socket = context.socket(zmq.ROUTER)
        self._readiness = Readiness(self._socket, self._asked, room=lambda: MOST - len(self._looks))

    def open(self) -> None:
        """On the running loop."""
        self._socket.bind(ENDPOINT)
        self._readiness.start(asyncio.get_running_loop())

    def close(self) -> None:
        self._readiness.stop()
        for look in self._looks:
            look.cancel()
        self._socket.close(linger=0)

    def _asked(self, batch: list[Frames]) -> None:
        for frames in batch:
            question = _question(frames)
            if question is None:  # of a libzmq that speaks another ZAP: it takes silence for a refusal
                log.error("a question of ZAP was not understood: %d frames", len(frames))
            elif question.mechanism == b"NULL" or self._clients == "any":
                self._answer(question, ALLOWED)
            else:
                look = asyncio.create_task(self._look_up(question))
                self._looks.add(look)
                look.add_done_callback(self._looked_up)

    async def _look_up(self, question: Question) -> None:
        try:
            async with asyncio.timeout(DEADLINE):
                is_known = await self._knows(question.curve_key)
        except (CocaineError, TimeoutError) as error:
            self._trouble.failed(str(error) or "the storage is too slow", self._clock.monotonic())
            self._answer(question, LATER)
        else:
            self._trouble.well()
            self._answer(question, ALLOWED if is_known else REFUSED)

    async def _knows(self, key: str) -> bool:
        """One that is not known may have been added this very moment."""
        if await self._known.knows_curve_key(key):
            return True
        await self._known.refresh()
        return await self._known.knows_curve_key(key)

    def _looked_up(self, look: asyncio.Task[None]) -> None:
        self._looks.discard(look)
        self._readiness.check()
        if not look.cancelled() and (fault := look.exception()) is not None:
            log.error("a question of ZAP was not answered", exc_info=fault)

    def _answer(self, question: Question, status: bytes) -> None:
        user = self._seal.of(question.curve_key) if status == ALLOWED else b""
        if status == REFUSED:
            self._refuse(question)
        reply = [*question.envelope, VERSION, question.request, status, b"", user, b""]
        try:
            self._readiness.send(reply)
        except zmq.ZMQError as error:
            log.warning("a question of ZAP could not be answered: %s", error)

    def _refuse(self, question: Question) -> None:
        """The log has its key: whoever it belongs to may be waiting for somebody to make it known."""
        self.refused += 1
        words = f"from {question.address}, with the unknown CURVE key {question.curve_key}"
        self._refusals.failed(words, self._clock.monotonic())


def _question(frames: Frames) -> Question | None:
    try:
        end = frames.index(b"") + 1
        version, request, _domain, address, _identity, mechanism, *credentials = frames[end:]
    except ValueError:
        return None
    if version != VERSION:
        return None
    return Question(frames[:end], request, address.decode(errors="replace"), mechanism, credentials)
