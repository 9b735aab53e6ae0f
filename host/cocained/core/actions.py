"""The daemon's answer to each action (protocol.md, Requests)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

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
from cocained.core import quarantine
from cocained.core.authority.admission import Admission
from cocained.core.authority.permits import Permit
from cocained.core.custody import Custody
from cocained.core.engines import Engines
from cocained.core.events import Events
from cocained.core.explaining import Explainer
from cocained.core.measured import Explanations, Pasts
from cocained.core.reach import Reach, Serve
from cocained.core.stats import Figures
from cocained.core.targets import Targets

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


class Actions:
    """Serves a request that may be served, within the permit of whoever asks."""

    def __init__(self, served: Served, admission: Admission, targets: Targets) -> None:
        self._served = served
        self._engines = served.engines
        self._reach = Reach(served.engines, served.events, admission)
        self._targets = targets

    async def serve(
        self, request: AnyRequest, permit: Permit | None, counts: dict[str, Any]
    ) -> dict[str, Any]:
        """The reply but for its envelope. `counts`: of requests, for `stats`. Raises any `CocaineError`."""
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
                return self._served.figures.stats(counts)
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

    async def _when_durable(self, told: dict[str, Any]) -> dict[str, Any]:
        """What is told of tasks, when a kill would not undo it any more."""
        await self._engines.keeper.caught_up()
        return told

    async def _each(self, request: Targeted, permit: Permit | None, serve: Serve) -> dict[str, Any]:
        return await self._targets.each(request.targets, self._reach.within(permit, request, serve))


def _anything(_: str) -> bool:
    return True
