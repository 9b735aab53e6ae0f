"""Remote code for those who run it: what `freshness.py` is for files, for URLs."""

from __future__ import annotations

import asyncio

from cocaine_sdk.clock import Clock
from cocaine_sdk.plugin import Code
from cocaine_sdk.storage import Storage
from cocaine_sdk.uri import SourceUri
from cocained.cells.remote.copies import Copies
from cocained.cells.remote.looking import Rules
from cocained.cells.remote.signers import Signers
from cocained.cells.remote.target import Target, target
from cocained.cells.remote.watched import Watched
from cocained.config import RemoteConfig
from cocained.core.contracts import Outreach, Owner
from cocained.core.timers import Timers


class Remote:
    """Every target that somebody runs, once, however many sources are of it."""

    def __init__(
        self, config: RemoteConfig, outreach: Outreach, storage: Storage, timers: Timers, clock: Clock
    ) -> None:
        self._rules = Rules(config, Signers(config.signers))
        self._outreach = outreach
        self._copies = Copies(storage, clock, lambda: {watched.key for watched in self._watched})
        self._timers = timers
        self._clock = clock
        self._watched: dict[Target, Watched] = {}
        self._places: dict[Owner, Watched] = {}

    async def read(self, owner: Owner, uri: SourceUri) -> Code:
        """The code of a URI with a host; from now on, also where it cannot be had, the owner hears when it changes.

        Raises `SourceFailed` or `MalformedUri`.
        """
        where, name = target(uri, self._rules.config.origins)
        copy = await self._join(owner, where).current(owner)
        return Code(uri=uri.uri, file=where.url, text=copy.text, name=name, arguments=uri.arguments)

    def remove(self, owner: Owner) -> None:
        watched = self._places.pop(owner, None)
        if watched is not None and not watched.leave(owner):
            watched.close()
            del self._watched[watched.target]

    def note(self, owner: Owner) -> str:
        """What is to be known of the code that it runs; empty where there is nothing."""
        watched = self._places.get(owner)
        return watched.note if watched is not None else ""

    def configure(self, config: RemoteConfig) -> None:
        """From the next look on. What runs, runs on."""
        self._rules = Rules(config, Signers(config.signers))
        for watched in self._watched.values():
            watched.rules_changed()

    async def close(self) -> None:
        """Does nothing the second time."""
        for watched in self._watched.values():
            watched.close()
        await asyncio.sleep(0)

    def _join(self, owner: Owner, where: Target) -> Watched:
        before = self._places.get(owner)
        if before is not None and before.target != where:
            self.remove(owner)
        if where not in self._watched:
            self._watched[where] = Watched(
                where, self._outreach, self._copies, lambda: self._rules, self._timers, self._clock
            )
        watched = self._places[owner] = self._watched[where]
        watched.join(owner)
        return watched
