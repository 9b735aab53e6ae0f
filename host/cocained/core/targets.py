"""The targets of a request: each is served by itself, and each one's failure is its own."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
from msgspec import Raw

from cocaine_sdk.errors import CocaineError, NoTargets, TooManyTargets
from cocaine_sdk.redaction import redacted
from cocained.core.reach import Serve

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Targets of one request that are served at the same time, so that others' requests come in between."""


class Targets:
    """Serves them, a few at a time. `most`: how many one request may name."""

    def __init__(self, most: int) -> None:
        self.most = most

    async def each(self, targets: dict[str, Raw] | None, serve: Serve) -> dict[str, Any]:
        """Each target with its result, or with why it has none. Raises `NoTargets` or `TooManyTargets`."""
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
            log.exception("the target %s could not be served", redacted(name))
            return failed("target")

    def _count(self, count: int) -> None:
        if count > self.most:
            raise TooManyTargets(count, self.most)


def failed(what: str) -> dict[str, Any]:
    """What is told of a fault of the daemon's own."""
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
