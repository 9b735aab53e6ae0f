"""From a request to its reply: the daemon's answer to each action (protocol.md, section 2)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from cocaine_sdk import protocol
from cocaine_sdk.errors import CocaineError, NoTargets, Overloaded, ShuttingDown, TooManyTargets
from cocaine_sdk.installed import InstalledPlugin
from cocaine_sdk.protocol import (
    AnyRequest,
    Drop,
    Explain,
    List,
    Past,
    Plugins,
    Push,
    Quarantine,
    Reload,
    Resume,
    Secrets,
    Stats,
    Targeted,
)
from cocaine_sdk.redaction import redacted
from cocained.core import quarantine
from cocained.core.authority.admission import Admission, Signed
from cocained.core.authority.origin import Origin
from cocained.core.authority.permits import Permit
from cocained.core.custody import Custody
from cocained.core.engines import Engines
from cocained.core.events import Events
from cocained.core.explaining import Explainer
from cocained.core.measured import Explanations, Pasts
from cocained.core.reach import Reach, Serve
from cocained.core.stats import Figures

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Targets of one request that are served at the same time, so that others' requests come in between."""
MAX_PENDING = 10_000
"""Requests that may wait for their replies."""

_encode = msgspec.json.encode
Reply = Callable[[bytes], None]
ReloadConfiguration = Callable[[], Awaitable[dict[str, Any]]]
"""Reads the configuration again and says what changed. Raises `BadConfiguration`."""
ListPlugins = Callable[[bool], Awaitable[list[InstalledPlugin]]]
"""Says of every scheme how it is; True: after starting those that nobody has wanted yet."""


class Served(NamedTuple):
    """What answers are made of."""

    engines: Engines
    events: Events
    figures: Figures
    explainer: Explainer
    quarantine: quarantine.Quarantine
    reload: ReloadConfiguration
    plugins: ListPlugins
    custody: Custody


class Handlers:
    """Answers requests. Knows no socket: bytes in, bytes out."""

    def __init__(self, served: Served, admission: Admission, hostname: str, most_targets: int) -> None:
        self._served = served
        self._admission = admission
        self._reach = Reach(served.engines, served.events, admission)
        self._engines = served.engines
        self._hostname = hostname
        self.most_targets = most_targets
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
            self._finish(reply, _failed("request"), protocol.request_id(data))
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
            return _encode(_failed("request") | {k: body[k] for k in ("hostname", "id") if k in body})

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
            body = await self._serve(request, permit)
        except CocaineError as error:
            body = error.as_reply()
        except asyncio.CancelledError:
            body = ShuttingDown().as_reply()
        except Exception:
            log.exception("a request could not be served")
            body = _failed("request")
        self._finish(reply, body, request.id)

    async def _serve(self, request: AnyRequest, permit: Permit | None) -> dict[str, Any]:
        self._reach.check(permit, request)
        match request:
            case Push(token=token):
                return await self._each(request, permit, lambda uri, raw: self._engines.push(token, uri, raw))
            case Drop(token=token):
                return await self._each(
                    request, permit, lambda target, raw: self._engines.drop(token, target, raw)
                )
            case Past():
                return await self._each(request, permit, Pasts(self._served.events).past)
            case Stats():
                return self._served.figures.stats(self._counts())
            case List(uri=uri):
                may_see = _anything if permit is None else permit.covers
                return await self._when_durable({"tasks": self._served.figures.tasks(uri, may_see)})
            case Explain():
                explain = Explanations(self._served.explainer).explain
                return await self._when_durable(await self._each(request, permit, explain))
            case Quarantine():
                put = self._served.quarantine.put
                return await self._each(request, permit, lambda target, _: put(target))
            case Resume():
                lift = self._served.quarantine.lift
                return await self._each(request, permit, lambda target, _: lift(target))
            case Reload():
                return await self._served.reload()
            case Plugins(load=load):
                return {"plugins": await self._served.plugins(load)}
            case Secrets(targets=None):
                return {"secrets": await self._served.custody.described()}
            case Secrets(token=token):
                serve = self._served.custody.serve
                return await self._each(request, permit, lambda name, raw: serve(token, name, raw))

    def _counts(self) -> dict[str, Any]:
        return {"total": self.total, "pending": self.pending, "refused": self._admission.refused}

    async def _when_durable(self, told: dict[str, Any]) -> dict[str, Any]:
        """What is told of tasks, when a kill would not undo it any more."""
        await self._engines.keeper.caught_up()
        return told

    # --- targets: each one's failure is its own -------------------------------------------------------------

    async def _each(self, request: Targeted, permit: Permit | None, serve: Serve) -> dict[str, Any]:
        targets = request.targets
        if not targets:
            raise NoTargets
        serve = self._reach.within(permit, request, serve)
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
            log.exception("the target %s could not be served", redacted(name))
            return _failed("target")

    def _count(self, count: int) -> None:
        if count > self.most_targets:
            raise TooManyTargets(count, self.most_targets)


def _anything(_: str) -> bool:
    return True


def _failed(what: str) -> dict[str, Any]:
    return {"error": f"the daemon failed to serve this {what}; its log says why", "code": "internal_error"}


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
