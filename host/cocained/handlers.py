"""From a request to its reply: the daemon's answer to each action (protocol.md, section 2)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Raw

from cocaine_sdk import protocol
from cocaine_sdk.errors import BadArgument, CocaineError, NoTargets, Overloaded, RequestError, ShuttingDown, TooManyTargets
from cocaine_sdk.protocol import AnyRequest, Drop, List, Past, PastArguments, Push, Stats, Targeted
from cocained.engines import Engines
from cocained.events import Events
from cocained.stats import Figures

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Targets of one request that are served at the same time, so that others' requests come in between."""
MAX_REPLY = 16 << 20
"""Bytes of history in one reply."""
MAX_PENDING = 10_000
"""Requests that may wait for their replies."""

_encode = msgspec.json.encode
_past_arguments = msgspec.json.Decoder(PastArguments)
Serve = Callable[[str, bytes | Raw], Awaitable[object]]


class Handlers:
    """Answers requests. Knows no socket: bytes in, bytes out."""

    def __init__(self, engines: Engines, events: Events, figures: Figures, hostname: str, most_targets: int) -> None:
        self._engines = engines
        self._events = events
        self._figures = figures
        self._hostname = hostname
        self._most_targets = most_targets
        self.total = 0
        self.pending = 0
        self.closing = False

    async def handle(self, data: bytes) -> bytes:
        """The reply to one request. Every request gets one, whatever it holds."""
        self.total += 1
        self.pending += 1
        try:
            reply = await self._reply(data)
        finally:
            self.pending -= 1
        return reply

    async def _reply(self, data: bytes) -> bytes:
        identifier: object = None
        try:
            self._refuse_overload()
            request = protocol.decode_request(data)
            identifier = request.id
            body = await self._serve(request)
        except CocaineError as error:
            body = error.as_reply()
            identifier = protocol.request_id(data) if isinstance(error, RequestError) else identifier
        except Exception:
            log.exception("a request could not be served")
            body = {"error": "the daemon failed to serve this request; its log says why", "code": "internal_error"}
        body["hostname"] = self._hostname
        if identifier is not None:
            body["id"] = identifier
        return _encode(body)

    def _refuse_overload(self) -> None:
        if self.closing:
            raise ShuttingDown
        if self.pending > MAX_PENDING:
            raise Overloaded(f"{MAX_PENDING} requests wait for their replies already; try again later")

    async def _serve(self, request: AnyRequest) -> dict[str, Any]:
        match request:
            case Push(token=token):
                return await self._each(request, lambda uri, raw: self._engines.push(token, uri, raw))
            case Drop(token=token):
                return await self._each(request, lambda target, raw: self._engines.drop(token, target, raw))
            case Past():
                return await self._each(request, _Pasts(self._events).past)
            case Stats():
                return self._figures.stats(self.total, self.pending)
            case List():
                return {"tasks": self._figures.tasks()}

    # --- targets: each one's failure is its own ----------------------------------------------------------------------

    async def _each(self, request: Targeted, serve: Serve) -> dict[str, Any]:
        targets = request.targets
        if not targets:
            raise NoTargets
        if len(targets) == 1:
            ((name, raw),) = targets.items()
            return {name: await self._target(name, raw, serve)}
        self._count(sum(len(_arguments(raw)) for raw in targets.values()))
        turns = asyncio.Semaphore(AT_ONCE)

        async def in_turn(name: str, raw: Raw) -> object:
            async with turns:
                return await self._target(name, raw, serve)

        results = await asyncio.gather(*(in_turn(name, raw) for name, raw in targets.items()))
        return dict(zip(targets, results, strict=True))

    async def _target(self, name: str, raw: Raw, serve: Serve) -> object:
        """One target; where its arguments are a list, so is its result."""
        several = _arguments(raw)
        if several is _ALONE:
            return await self._one(name, raw, serve)
        self._count(len(several))
        return [await self._one(name, each, serve) for each in several]

    async def _one(self, name: str, raw: Raw, serve: Serve) -> object:
        try:
            return await serve(name, raw)
        except CocaineError as error:
            return error.as_reply()
        except Exception:
            log.exception("the target %s could not be served", name)
            return {"error": "the daemon failed to serve this target; its log says why", "code": "internal_error"}

    def _count(self, count: int) -> None:
        if count > self._most_targets:
            raise TooManyTargets(count, self._most_targets)


_ALONE: list[Raw] = [Raw()]
_list = msgspec.json.Decoder(list[Raw])


def _arguments(raw: Raw) -> list[Raw]:
    """The elements of a list of arguments; the very `_ALONE` for anything that is no list."""
    if bytes(memoryview(raw)[:1]) != b"[":
        return _ALONE
    try:
        return _list.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return _ALONE


class _Pasts:
    """Serves the targets of one `past`, within the measure of one reply."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._size = 0

    async def past(self, key: str, raw: bytes | Raw) -> object:
        try:
            arguments = _past_arguments.decode(raw)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise BadArgument(f"bad argument: {error}") from None
        entries = self._events.past(key, arguments)
        self._size += sum(len(memoryview(entry.event)) for entry in entries)
        if self._size > MAX_REPLY:
            raise Overloaded(f"the reply would hold more than {MAX_REPLY} bytes of history; ask for less depth")
        return entries
