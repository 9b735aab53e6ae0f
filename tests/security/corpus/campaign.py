"""All attacks behind one set of walls, several at a time, beside neighbours who must not notice."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec
import uvloop

from cocaine_sdk.plugin import Code
from cocained.cells.frames import Load, Next
from cocained.core.contracts import EventFields
from cocained.storages.sqlite import Sqlite
from tests.security.corpus import processes
from tests.security.corpus.assault import Assault, Grounds
from tests.security.corpus.attack import After, Attack, Wall
from tests.security.corpus.bait import CELLS
from tests.security.corpus.outcome import Outcome
from tests.security.corpus.outside import World
from tests.security.corpus.stores import Stores
from tests.security.corpus.ward import Held, Ward
from tests.security.corpus.watcher import Watcher
from tests.security.corpus.web import Web

AT_A_TIME = 8
WAITS = 200
"""Looks, 50 ms apart, at whether all processes of the cells' user are gone."""
_GOOD = {
    "python": b"class Good:\n    n = 0\n    def next(self):\n        self.n += 1\n        return {'n': self.n}\n",
    "javascript": b"class Good { n = 0; next() { return { n: ++this.n }; } reschedule() { return 1; } process() {} }",
}


class Report(msgspec.Struct):
    """What a campaign came to."""

    outcomes: dict[tuple[str, str], Outcome] = msgspec.field(default_factory=dict)
    """By language and name."""
    raised: list[str] = msgspec.field(default_factory=list)
    """What the host's loop had to catch: the one thing that may never happen."""
    left: dict[int, str] = msgspec.field(default_factory=dict)
    """Processes of the cells' user that were there when all was over."""


def run(attacks: Iterable[Attack], wall: Wall) -> Report:
    return uvloop.run(Campaign(wall).run(attacks))


class Neighbour:
    """A good source that is called after each attack, and must answer as though there had been none."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._called = 0
        self.standing = processes.standing(held.cell.pid)
        """That of a cell in which nothing happens."""

    @classmethod
    async def move_in(cls, ward: Ward, scheme: str, stores: Stores) -> Neighbour:
        uri = f"{scheme}:///good/Good"
        held = await ward.cell(Watcher(stores.of(uri)))
        code = Code(uri=uri, file="good", text=_GOOD[scheme], name="Good", arguments={})
        await held.call(Load(uri, code), 0)
        return cls(held)

    async def is_served(self) -> bool:
        self._called += 1
        expected = self._called
        answer = await self._held.call(Next(), 0)
        return isinstance(answer, EventFields) and answer.json == b'{"n":%d}' % expected


class Campaign:
    def __init__(self, wall: Wall) -> None:
        self._wall = wall
        self._report = Report()
        self._turns = asyncio.Semaphore(AT_A_TIME)

    async def run(self, attacks: Iterable[Attack]) -> Report:
        asyncio.get_running_loop().set_exception_handler(self._caught)
        async with AsyncExitStack() as stack:
            self._grounds = await self._prepare(stack)
            parts: dict[tuple[str, bool], list[Attack]] = {}
            for attack in attacks:
                if self._wall is not Wall.NONE or attack.is_shown:
                    parts.setdefault((attack.scheme, self._is_root(attack)), []).append(attack)
            await asyncio.gather(*(self._fight(*part, of_it) for part, of_it in parts.items()))
        self._report.left = await self._left()
        processes.end(self._report.left)
        return self._report

    @staticmethod
    async def _left() -> dict[int, str]:
        """A process that was killed may take a moment to go."""
        for _ in range(WAITS):
            left = processes.of_user(CELLS)
            if not left:
                break
            await asyncio.sleep(0.05)
        return left

    async def _prepare(self, stack: AsyncExitStack) -> Grounds:
        beneath = stack.enter_context(tempfile.TemporaryDirectory(prefix="corpus-"))
        os.chmod(beneath, 0o755)
        careless = self._wall is Wall.NONE
        stores = Stores(None if careless else await stack.enter_async_context(storage()))
        world = World(self._wall, beneath)
        stack.push_async_callback(world.close)
        web = Web()
        await web.start()
        stack.push_async_callback(web.close)
        return Grounds(self._wall, stores, world, web, beneath)

    def _is_root(self, attack: Attack) -> bool:
        return self._wall is Wall.NONE and attack.control == "root"

    async def _fight(self, scheme: str, root: bool, attacks: list[Attack]) -> None:
        """One after another those that are to be alone, and meanwhile the others."""
        ward = Ward(self._wall, scheme, root)
        neighbour = await Neighbour.move_in(ward, scheme, self._grounds.stores)
        await asyncio.gather(
            *(self._strike(attack, ward, neighbour) for attack in attacks if not attack.alone)
        )
        await ward.close()
        for attack in attacks:
            if attack.alone:
                ward = Ward(self._wall, scheme, root)
                await self._strike(attack, ward, await Neighbour.move_in(ward, scheme, self._grounds.stores))
                await ward.close()

    async def _strike(self, attack: Attack, ward: Ward, neighbour: Neighbour) -> None:
        async with self._turns:
            outcome = await Assault(attack, self._grounds, ward, neighbour.standing).run()
            if ward.is_alive and not await neighbour.is_served():
                outcome = msgspec.structs.replace(outcome, taken=outcome.taken | {After.NEIGHBOURS})
        self._report.outcomes[attack.language, attack.name] = outcome

    def _caught(self, _: object, context: Mapping[str, Any]) -> None:
        self._report.raised.append(f"{context.get('message')}: {context.get('exception')!r}")


@asynccontextmanager
async def storage() -> AsyncIterator[Sqlite]:
    with tempfile.TemporaryDirectory() as folder:
        made = Sqlite(f"sqlite://{folder}/store.db")
        await made.open()
        try:
            yield made
        finally:
            await made.close()
