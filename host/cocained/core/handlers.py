"""From a request to its reply: who may ask, the shortest way to the answer, and the envelope around it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from cocaine_sdk import protocol
from cocaine_sdk.errors import CocaineError, Overloaded, ShuttingDown
from cocaine_sdk.protocol import AnyRequest, Push
from cocained.core.actions import Actions, Served
from cocained.core.authority.admission import Admission, Signed
from cocained.core.authority.origin import Origin
from cocained.core.authority.permits import Permit
from cocained.core.targets import Targets, failed

log = logging.getLogger(__name__)

MAX_PENDING = 10_000
"""Requests that may wait for their replies."""

_encode = msgspec.json.encode
Reply = Callable[[bytes], None]


class Handlers:
    """Answers requests. Knows no socket: bytes in, bytes out."""

    def __init__(self, served: Served, admission: Admission, hostname: str, most_targets: int) -> None:
        self.targets = Targets(most_targets)
        self._actions = Actions(served, admission, self.targets)
        self._admission = admission
        self._engines = served.engines
        self._hostname = hostname
        self.total = 0
        self.pending = 0
        self.closing = False
        self._emptied = asyncio.Event()
        """Set when the last reply has gone, once it closes."""
        self._waiting: set[asyncio.Task[None]] = set()

    def handle(self, data: bytes, reply: Reply, origin: Origin) -> None:
        """Answer one request by calling `reply` once, now or later. Every request gets a reply, whatever it holds."""
        self.total += 1
        self.pending += 1
        try:
            self._refuse_overload()
            request = protocol.decode_request(data)
            signed = Signed(request, data, origin) if request.version == protocol.SIGNED else None
            permit = self._admission.unsigned(request, origin) if signed is None else None
            if signed is None and type(request) is Push and self._short_way(request, permit, reply):
                return
        except CocaineError as error:
            self._finish(reply, error.as_reply(), protocol.request_id(data))
        except Exception:  # it must not cost those who stand behind it in the batch
            log.exception("a request could not be read")
            self._finish(reply, failed("request"), protocol.request_id(data))
        else:
            waiting = asyncio.create_task(self._long_way(request, signed or permit, reply))
            self._waiting.add(waiting)
            waiting.add_done_callback(self._waiting.discard)

    async def drained(self, patience: float) -> None:
        """Take no more requests, and wait for the last replies, so many seconds at most."""
        self.closing = True
        if self.pending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), patience)
        for waiting in self._waiting:
            waiting.cancel()
        await asyncio.gather(*self._waiting)  # each is told that the daemon shuts down

    def _refuse_overload(self) -> None:
        if self.closing:
            raise ShuttingDown
        if self.pending > MAX_PENDING:
            raise Overloaded(f"{MAX_PENDING} requests wait for their replies already; try again later")

    def _finish(self, reply: Reply, body: dict[str, Any], identifier: object) -> None:
        self.pending -= 1
        if self.closing and not self.pending:
            self._emptied.set()
        body["hostname"] = self._hostname
        if identifier is not None:
            body["id"] = identifier
        reply(self._encoded(body))

    def _encoded(self, body: dict[str, Any]) -> bytes:
        """A word that is no Unicode, as a file's name may hold, must not cost whoever waits the reply."""
        try:
            return _encode(body)
        except (UnicodeError, TypeError, ValueError):
            log.exception("a reply could not be written")
            return _encode(failed("request") | {k: body[k] for k in ("hostname", "id") if k in body})

    def _short_way(self, request: Push, permit: Permit | None, reply: Reply) -> bool:
        """A single `once` on a warm thread has nobody to wait for but the cell, and so needs no task of its own."""
        targets = request.targets
        if targets is None or len(targets) != 1:
            return False
        ((uri, raw),) = targets.items()
        if permit is not None and not permit.covers(uri):
            return False
        return self._engines.once_if_warm(
            uri, raw, lambda result: self._finish(reply, {uri: result}, request.id)
        )

    async def _long_way(self, request: AnyRequest, by: Signed | Permit | None, reply: Reply) -> None:
        """`by`: what proves whose request it is, or what that was found to allow; None: nothing limits it."""
        try:
            permit = await self._admission.signed(by) if isinstance(by, Signed) else by
            body = await self._actions.serve(request, permit, self._counts())
        except CocaineError as error:
            body = error.as_reply()
        except asyncio.CancelledError:
            body = ShuttingDown().as_reply()
        except Exception:
            log.exception("a request could not be served")
            body = failed("request")
        self._finish(reply, body, request.id)

    def _counts(self) -> dict[str, Any]:
        return {"total": self.total, "pending": self.pending, "refused": self._admission.refused}
