"""All schemes and all cells: starts them in turn, measures them, and ends them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import Overloaded, UnknownScheme
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.uri import parse, scheme_of
from cocained.cells.conversation import Conversation
from cocained.cells.frames import Confinement, Limits, Load, Loaded
from cocained.cells.freshness import Freshness, Place, digest
from cocained.cells.meter import Meter
from cocained.cells.reachable import Outside
from cocained.cells.reaching import Reaching
from cocained.cells.remote.remote import Remote
from cocained.cells.scheme import Scheme
from cocained.cells.standing import Standings
from cocained.core.contracts import Answer, LiveCell, LoadFailed, Owner, Pending
from cocained.core.grants.grants import NOTHING
from cocained.core.grants.reach import Reach
from cocained.core.limits import Allowances
from cocained.core.secrets import Resolved, Secrets
from cocained.core.timers import Timers
from cocained.core.turns import Turns

log = logging.getLogger(__name__)

LOAD = 5.0
"""Seconds that a source has to load: its module's code and its constructor. No more than a run has by default, so
that a client who waits for a run outlasts it."""
SPARE = 8
"""Cells beyond the limit that may live for a moment, each to take another one's place."""
PATIENCE = 0.05
"""Seconds after which a source that is still loading no longer keeps others from starting."""


class Supervisor:
    """The `Cells` of the contract."""

    def __init__(
        self,
        schemes: Iterable[str],
        secrets: Secrets,
        remote: Remote,
        outside: Outside,
        plugins: Path,
        confinement: Confinement,
        allowances: Allowances,
        most: int,
        turns: Turns,
        timers: Timers,
        clock: Clock,
    ) -> None:
        self._plugins = plugins
        self._secrets = secrets
        self.remote = remote
        self.outside = outside
        self._allowances = allowances
        self._standings = Standings()
        self.most = most
        """Cells that may live at one time. None is ended where it falls below those that do."""
        self._starting = 0
        """Cells that are to live, and do not yet."""
        self._turns = asyncio.Semaphore(2 * (os.cpu_count() or 1))
        self.schemes = {name: Scheme(name, plugins, confinement, timers, clock, turns) for name in schemes}
        if not plugins.is_dir():
            log.warning("the folder %s, in which sources' files are looked for, is not there", plugins)
        for name, scheme in self.schemes.items():
            if (plugins / f"{name}.d").is_dir():  # there is user code for it: it will be wanted
                scheme.warm_up()
        self._freshness = Freshness(timers)
        self._meter = Meter(self.schemes.values(), timers)

    @property
    def alive(self) -> int:
        return sum(len(scheme.cells) for scheme in self.schemes.values())

    @property
    def full(self) -> bool:
        return self._is_full(0)

    def _is_full(self, spare: int) -> bool:
        return self.alive + self._starting - spare >= self.most

    def limit(self, limits: Limits) -> None:
        """What a cell that starts from now on may hold; those that live keep what they have."""
        for scheme in self.schemes.values():
            scheme.confinement = msgspec.structs.replace(scheme.confinement, limits=limits)

    async def start(
        self, uri: str, owner: Owner, again: LiveCell | None = None, renewing: bool = False
    ) -> tuple[Conversation, Loaded]:
        scheme = self._scheme(uri)
        resolved = await self._secrets.resolved(uri)
        kept = again.user_code if isinstance(again, Conversation) else None
        user_code = _with_values(kept or await self._code(uri, scheme, owner), uri, resolved)
        if self._is_full(SPARE if renewing else 0):
            raise Overloaded(f"{self.most} cells live already, and [limits] cells allows no more")
        reach = self.outside.grants.of(uri) if user_code is not None else NOTHING
        with contextlib.ExitStack() as place:
            self._starting += 1
            place.callback(self._leave_place)
            async with self._turns:  # a thousand at once would all miss their deadlines
                cell = await scheme.spawn(
                    owner, reach.opens, self._allowances.of(uri), self._standings.of(uri)
                )
                place.close()  # from now on it counts among those alive
                cell.user_code = user_code
                cell.code = digest(user_code.text) if user_code is not None else ""
                cell.made_of, cell.scrub = f"{resolved.uri} {reach}", resolved.scrub
                if user_code is not None:
                    reaching = Reaching(uri, self.outside, reach.opens, owner, resolved.scrub)
                    cell.questions.reaching = reaching
                loading = self._load(cell, resolved.uri if user_code is None else uri, user_code, reach)
                await asyncio.wait((loading,), timeout=PATIENCE)
        loaded = await self._loaded(cell, loading)
        if resolved.uri != uri:
            await self._refuse_revoked(cell, uri)
        return cell, loaded

    async def _refuse_revoked(self, cell: Conversation, uri: str) -> None:
        """A secret may have been taken away while the source was loaded with it."""
        try:
            await self._secrets.resolved(uri)
        except BaseException:
            cell.end(None)
            raise

    def forget(self, owner: Owner) -> None:
        self._freshness.remove(owner)
        self.remote.remove(owner)

    def note(self, owner: Owner) -> str:
        return self.remote.note(owner)

    def counts(self) -> dict[str, object]:
        """For `stats`: cells alive, and each scheme's restarts."""
        return {
            "alive": self.alive,
            "zygote_restarts": {s.name: s.restarts for s in self.schemes.values() if s.restarts},
        }

    async def drained(self, patience: float) -> None:
        """Wait for the cells that were told to end, so many seconds at most."""
        ends = [asyncio.ensure_future(scheme.emptied.wait()) for scheme in self.schemes.values()]
        if ends:
            await asyncio.wait(ends, timeout=patience)
        for end in ends:
            end.cancel()

    async def close(self) -> None:
        self._meter.stop()
        await self._freshness.close()
        await self.remote.close()
        await asyncio.gather(*(scheme.close() for scheme in self.schemes.values()))

    def _leave_place(self) -> None:
        self._starting -= 1

    def _scheme(self, uri: str) -> Scheme:
        name = scheme_of(uri)
        scheme = self.schemes.get(name)
        if scheme is None:
            raise UnknownScheme(name, sorted(self.schemes))
        return scheme

    async def _code(self, uri: str, scheme: Scheme, owner: Owner) -> Code | None:
        ready = await scheme.ready()
        if not ready.folder:
            return None
        where = parse(uri)
        if where.host:
            return await self.remote.read(owner, where)
        return await self._freshness.read(owner, Place.of(where, self._plugins / ready.folder))

    def _load(
        self, cell: Conversation, uri: str, user_code: Code | None, reach: Reach
    ) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        cell.send(Pending(Load(uri, user_code, self.outside.env(reach)), LOAD, answer.set_result))
        return answer

    async def _loaded(self, cell: Conversation, loading: asyncio.Future[Answer]) -> Loaded:
        try:
            answer = await asyncio.shield(loading)
        except asyncio.CancelledError:
            cell.end(None)
            raise
        if isinstance(answer, Loaded):
            return answer
        cell.end(None)
        if isinstance(answer, Failure):
            raise LoadFailed(answer, cell.code)
        why = Failure(code=failure.SOURCE_DIED, message="the cell did not load its source")
        raise LoadFailed(why, cell.code)


def _with_values(user_code: Code | None, uri: str, resolved: Resolved) -> Code | None:
    """User code with the values of secrets among its arguments; its URI stays without them."""
    if user_code is None or resolved.uri == uri:
        return user_code
    return msgspec.structs.replace(user_code, arguments=parse(resolved.uri).arguments)
