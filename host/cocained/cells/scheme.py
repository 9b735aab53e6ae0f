"""One scheme: its zygote, kept alive with backoff, and the cells that are forked from it."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import SchemeUnavailable
from cocaine_sdk.installed import SchemeState
from cocaine_sdk.plugin import Isolation
from cocained.cells.cell import Cell
from cocained.cells.frames import Confinement, Exited, Limits, Ready
from cocained.cells.shared.confining import shared
from cocained.cells.shared.process import SharedProcess
from cocained.cells.shared.seat import Seat
from cocained.cells.spare import Born, Spare
from cocained.cells.standing import Standing
from cocained.cells.zygote import Zygote
from cocained.core.backoff import Backoff
from cocained.core.contracts import Owner
from cocained.core.limits import Allowance, Kind
from cocained.core.timers import Timers
from cocained.core.turns import Turns

log = logging.getLogger(__name__)
P = TypeVar("P", Cell, SharedProcess)
_numbers = itertools.count(1)


class Condition(NamedTuple):
    """How it is with a scheme at the moment."""

    state: SchemeState
    isolation: str
    """As the plugin said when it was last loaded; empty where it never was."""
    error: str


class Scheme:
    """Starts cells of one scheme. The zygote is started when it is first needed, and again whenever it dies."""

    def __init__(
        self,
        name: str,
        plugins: Path,
        confinement: Confinement,
        timers: Timers,
        clock: Clock,
        turns: Turns | None = None,
    ) -> None:
        """`turns`: in which its cells are heard, with those of other schemes."""
        self.name = name
        self._turns = turns
        self._plugins = plugins
        self.cells: dict[int, Cell | SharedProcess] = {}
        self.emptied = asyncio.Event()
        """Set while no cell lives."""
        self.emptied.set()
        self.allowed: dict[int, Limits] = {}
        """What each cell may hold: as it was at its start."""
        self.restarts = 0
        self.confinement = confinement
        """How cells are held that start from now on."""
        self._timers = timers
        self._clock = clock
        self._backoff = Backoff()
        self._spawning: set[int] = set()
        """Numbers of the cells that are being forked."""
        self._early: dict[int, Exited] = {}
        """Those of them that have ended already."""
        self._zygote: Zygote | None = None
        self._down = "its process is starting"
        self._isolation = ""
        self._loaded = False
        """Whether the plugin is loaded in the zygote that lives now."""
        self._trouble = ""
        """Why the last zygote ended, or did not load, as long as no other has loaded since."""
        self._keeper: asyncio.Task[None] | None = None
        self._shared: SharedProcess | None = None
        """Where the sources of a scheme live that share one."""
        self._sharing = asyncio.Lock()
        self._spare = Spare(self._bear, timers)

    def warm_up(self) -> None:
        """Start the zygote, so that nobody has to wait for it later."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())

    def describe(self) -> Condition:
        """For `plugins`. Starts nothing."""
        if self._keeper is None:
            return Condition(SchemeState.COLD, self._isolation, "")
        if self._trouble:
            return Condition(SchemeState.UNAVAILABLE, self._isolation, self._trouble)
        state = SchemeState.READY if self._loaded else SchemeState.STARTING
        return Condition(state, self._isolation, "")

    async def ready(self) -> Ready:
        """What the plugin said of itself. Raises `SchemeUnavailable`."""
        self.warm_up()
        if self._zygote is None and not self.restarts:
            await asyncio.sleep(0)  # the keeper's first step makes the zygote
        if self._zygote is None:
            raise SchemeUnavailable(self.name, self._down)
        try:
            return await self._zygote.ready()
        except SchemeUnavailable as error:
            self._trouble = str(error)
            raise

    async def spawn(
        self, owner: Owner, receives: bool, allowance: Allowance, standing: Standing
    ) -> Cell | Seat:
        """A locked cell, with no source in it yet; `receives`: it may be handed descriptors. Raises `SchemeUnavailable`
        or `Overloaded`."""
        ready = await self.ready()
        if ready.isolation == Isolation.SHARED:
            return await self._spawn_seat(owner)
        limits = msgspec.structs.replace(
            self.confinement.limits, memory=allowance.memory, memory_key=allowance.key(Kind.MEMORY)
        )
        last = standing.is_greedy(self._timers.now())
        confinement = msgspec.structs.replace(self.confinement, limits=limits, receives=receives, last=last)
        make = partial(Cell, owner=owner, standing=standing, last=last)
        spare = self._spare.take(confinement) if ready.spare and not last else None
        cell = self._live(spare, make) if spare is not None else await self._fork(confinement, make)
        if last:
            self.have_stand_back(cell)
        return cell

    async def _spawn_seat(self, owner: Owner) -> Seat:
        """In the process that lives, or in a new one."""
        async with self._sharing:
            if self._shared is None or not self._shared.is_open:
                make = partial(SharedProcess, scheme=self.name)
                self._shared = await self._fork(shared(self.confinement), make)
                if not self._shared.is_open:
                    raise SchemeUnavailable(self.name, "the process of its sources ended at once")
            return self._shared.seat(owner)

    async def _fork(self, confinement: Confinement, make: Callable[..., P]) -> P:
        return self._live(await self._bear(confinement), make)

    async def _bear(self, confinement: Confinement) -> Born:
        """A process that is no cell of this scheme yet."""
        if self._zygote is None:
            raise SchemeUnavailable(self.name, self._down)
        number = next(_numbers)
        self._spawning.add(number)
        try:
            sock, pid, pidfd = await self._zygote.spawn(number, confinement)
        finally:  # whoever waited for it may have gone
            self._spawning.discard(number)
            early = self._early.pop(number, None)
        return Born(number, sock, pid, pidfd, confinement, early)

    def _live(self, born: Born, make: Callable[..., P]) -> P:
        """From now on it is a cell of this scheme."""
        cell = make(
            born.number,
            born.sock,
            born.pid,
            born.pidfd,
            timers=self._timers,
            clock=self._clock,
            turns=self._turns,
        )
        self.cells[born.number] = cell
        self.allowed[born.number] = born.confinement.limits
        self.emptied.clear()
        if born.early is not None:
            self._exited(born.early)
        return cell

    def have_stand_back(self, cell: Cell) -> None:
        """Its source has taken much of the processor: from now on it stands back behind all others."""
        cell.last = True
        if self._zygote is not None:
            self._zygote.have_stand_back(cell.number, self.confinement.uid)

    async def close(self) -> None:
        """End the zygote, and with it every cell."""
        if self._keeper is None:
            return
        self._keeper.cancel()
        if self._zygote is not None:
            self._zygote.kill()
            await self._zygote.ended
            self._lose_cells()
        await asyncio.gather(self._keeper, return_exceptions=True)

    def _exited(self, exit: Exited) -> None:
        cell = self.cells.pop(exit.cell, None)
        self.allowed.pop(exit.cell, None)
        self._note_emptied()
        if cell is not None:
            cell.exited(exit)
        elif exit.cell in self._spawning:
            self._early[exit.cell] = exit
        else:
            self._spare.exited(exit.cell)

    async def _keep(self) -> None:
        """Keep a zygote alive; wait longer after each death that follows soon."""
        while True:
            try:
                why = await self._live_once()
            except Exception as error:  # else nobody would start it ever again
                log.exception("scheme %s: its process is given up", self.name)
                why = f"{type(error).__name__}: {error}"
                if self._zygote is not None:
                    self._zygote.kill()
            self._zygote = None
            self._loaded = False
            self._lose_cells()
            delay = self._backoff.failed()
            self.restarts += 1
            self._down = self._trouble = f"{why}; it is started again in {delay:g} s"
            log.error("scheme %s: %s", self.name, self._down)
            await asyncio.sleep(delay)

    async def _live_once(self) -> str:
        try:
            zygote = self._zygote = Zygote(self.name, self._exited, self.confinement.hardened)
        except OSError as error:
            return f"its process cannot be started: {os.strerror(error.errno or 0)}"
        try:
            ready = await zygote.ready()
        except SchemeUnavailable as error:
            await asyncio.shield(zygote.ended)
            return str(error)
        self._isolation, self._loaded, self._trouble = ready.isolation, True, ""
        log.info("scheme %s: %s is ready", self.name, ready.distribution)
        if ready.folder:
            self._look_for(self._plugins / ready.folder)
        born = self._clock.monotonic()
        why = await asyncio.shield(zygote.ended)
        if self._clock.monotonic() - born > self._backoff.longest:
            self._backoff.succeeded()
        return why

    def _look_for(self, folder: Path) -> None:
        try:
            why = "" if folder.is_dir() else "is not there"
        except OSError as error:  # as where a folder above it may not be entered
            why = f"cannot be looked at: {os.strerror(error.errno or 0)}"
        if why:
            log.warning("scheme %s: the folder %s %s", self.name, folder, why)

    def _lose_cells(self) -> None:
        self._spare.drop()
        self._early.clear()
        self.allowed.clear()
        for number in list(self.cells):
            self.cells.pop(number).lost()
        self._note_emptied()

    def _note_emptied(self) -> None:
        if not self.cells:
            self.emptied.set()
