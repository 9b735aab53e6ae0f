"""One attack, let loose behind one set of walls in a cell as the daemon has it: forked, locked, loaded, called.

What it took is what can be seen from outside. Its own word counts too, but only against the walls: an event with the
field `proof` is a success, whoever else has seen nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocained.cells.frames import Call, Exited, Load, Next, Process, Reschedule
from cocained.core.contracts import Answer
from tests.security.corpus import processes
from tests.security.corpus.attack import After, Attack, Wall
from tests.security.corpus.bait import MUCH, Bait
from tests.security.corpus.outcome import Outcome, how
from tests.security.corpus.outside import World
from tests.security.corpus.processes import Standing
from tests.security.corpus.stores import Stores
from tests.security.corpus.ward import PATIENCE, Held, Ward
from tests.security.corpus.watcher import Watcher
from tests.security.corpus.web import Web

CALLS: Mapping[str, Call] = {"next": Next(), "reschedule": Reschedule(), "process": Process(b"data")}
BUDGET = 1.0
"""Seconds of processor time that an endless attack has used up where nothing holds it."""


class Grounds(NamedTuple):
    """What all attacks on one set of walls share."""

    wall: Wall
    stores: Stores
    world: World
    web: Web
    beneath: str


class Assault:
    """`usual` is the standing of a cell in which nothing happens."""

    def __init__(self, attack: Attack, grounds: Grounds, ward: Ward, usual: Standing) -> None:
        self._attack = attack
        self._wall = grounds.wall
        self._ward = ward
        self._stores = grounds.stores
        self._world = grounds.world
        self._usual = usual
        self._bait = Bait(grounds.beneath, grounds.web, attack.needs, "read" in attack.granted)
        self._taken: set[After] = set()

    async def run(self) -> Outcome:
        try:
            return await self._run()
        finally:
            self._bait.close()

    async def _run(self) -> Outcome:
        neighbour = await self._neighbour()
        uri, code = self._code(self._attack.makes, await self._arguments())
        watcher = Watcher(self._stores.of(uri))
        reach, reaching = self._world.reaching(uri, self._attack.granted, self._bait, watcher)
        held = await self._ward.cell(watcher, reach.opens)
        held.cell.questions.reaching = reaching
        load = Load(uri, code, self._world.environment(reach, self._bait))
        try:
            await self._make_calls(held, watcher, load)
            self._look_at(held.cell.pid, watcher.has_loaded and held.cell.why is None)
            if watcher.why is None:
                watcher.why = held.cell.why
        finally:
            exited = await held.end()
            if neighbour is not None:
                await neighbour.end()
        self._weigh(exited, watcher)
        return Outcome(self._attack, self._wall, frozenset(self._taken), how(watcher), watcher.said)

    async def _make_calls(self, held: Held, watcher: Watcher, load: Load) -> None:
        """Until one ends the cell. Without walls there is no deadline either."""
        attack = self._attack
        calls = [(load, attack.loading), *((CALLS[name], attack.deadline) for name in attack.calls)]
        for call, deadline in calls:
            if self._wall is Wall.NONE:
                deadline = 0.0
            calling = asyncio.ensure_future(held.call(call, deadline))
            if self._wall is Wall.NONE and not await self._is_answered(held.cell.pid, calling):
                return
            answer = await calling
            watcher.heard(answer)
            if held.cell.why is not None or not watcher.has_loaded:
                return

    async def _is_answered(self, pid: int, calling: asyncio.Future[Answer]) -> bool:
        """Without walls some never answer: then they are watched until they have what they want."""
        while not calling.done():
            await asyncio.wait((calling,), timeout=0.05)
            if processes.spent(pid) >= BUDGET:
                self._taken.add(After.PROCESSOR)
            if not calling.done() and (After.PROCESSOR in self._taken or self._has_strays(pid)):
                calling.cancel()
                return False
        return True

    def _look_at(self, pid: int, lives: bool) -> None:
        """Before it is ended: `lives`, where it has not done so itself."""
        if self._bait.answers():
            self._taken.add(After.CONNECT)
        now = processes.standing(pid) if lives else {}
        if now and self._usual and self._differs(now):
            self._taken.add(After.RIGHTS)
        if self._attack.after is After.SPAWN or self._attack.language == "kernel":
            self._has_strays(pid)  # those of the others are found when all is over

    def _differs(self, now: Standing) -> bool:
        """What it was handed by right is no more than that."""
        return any(now[key] != self._usual[key] for key in now if key != "holds" or not self._attack.granted)

    def _has_strays(self, pid: int) -> bool:
        found = processes.strays(pid, self._bait.mark)
        if found:
            self._taken.add(After.SPAWN)
            processes.end(found)
        return bool(found)

    def _weigh(self, exited: Exited, watcher: Watcher) -> None:
        """Once it is gone."""
        self._taken |= watcher.taken(self._attack.after) | self._bait.taken(watcher.said)
        if exited.memory >= MUCH:
            self._taken.add(After.MEMORY)
        if exited.cpu >= BUDGET + self._allowed:
            self._taken.add(After.PROCESSOR)
        if not self._ward.is_alive:
            self._taken.add(After.SIGNAL)

    @property
    def _allowed(self) -> float:
        """Seconds that it may take by its deadlines; those who are after nothing else may take their time."""
        attack = self._attack
        if attack.after is not After.PROCESSOR:
            return PATIENCE
        return attack.loading + attack.deadline * len(attack.calls)

    # --- what it is given

    async def _arguments(self) -> dict[str, str]:
        other = f"{self._attack.scheme}:///neighbour/Neighbour?of={self._bait.mark}"
        await self._stores.keep(other, self._bait.data)
        space = hashlib.sha256(other.encode()).hexdigest()[:32]
        given = self._bait.arguments | {"other": other, "space": space}
        if self._wall is Wall.NONE:
            given["neighbour"] = self._bait.data
        return given

    def _code(self, name: str, arguments: dict[str, str]) -> tuple[str, Code]:
        attack = self._attack
        uri = f"{attack.scheme}:///{attack.file}/{quote(name, safe='')}?{urlencode(arguments)}"
        return uri, Code(uri=uri, file=attack.file, text=attack.text, name=name, arguments=arguments)

    async def _neighbour(self) -> Held | None:
        """The other source of the file, where it has one: it runs, and keeps the secret in its memory."""
        if b"class Neighbour" not in self._attack.text or self._wall is Wall.NONE:
            return None
        uri, code = self._code("Neighbour", {"secret": self._bait.data})
        held = await self._ward.cell(Watcher(self._stores.of(uri)))
        for call in (Load(uri, code), Next()):
            answer = await held.call(call, 0)
            if isinstance(answer, Failure):
                raise RuntimeError(f"{self._attack.file}: its neighbour fails: {answer.sentence()}")
        return held
