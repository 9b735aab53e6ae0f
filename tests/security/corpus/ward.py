"""Cells behind one set of walls, from zygotes as the daemon has them; and, without any walls, from plain ones."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.plugin import Walls
from cocained.cells.cell import Cell
from cocained.cells.frames import Call, Confinement, Exited, Limits
from cocained.cells.zygote import Zygote
from cocained.core.contracts import Answer, Owner, Pending
from cocained.core.timers import Timers
from tests.security.corpus import processes
from tests.security.corpus.attack import Wall
from tests.security.corpus.bait import CELLS

PATIENCE = 60.0
"""Seconds after which a cell is given up: only a stall takes so long."""
LIMITS = Limits(memory=96 << 20)
"""Less than a cell has by default, so that a bomb is cheap."""
_WALLS = {
    Wall.ALL: Walls(),
    Wall.KERNEL: Walls(language=False),
    Wall.LANGUAGE: Walls(kernel=False),
    Wall.NONE: Walls(language=False, kernel=False),
}


class PlainZygote(Zygote):
    """Its children are not locked: what an attack can do in them, it can do at all."""

    def _launch(self, theirs: object) -> subprocess.Popen[bytes]:
        number = str(theirs.fileno())  # type: ignore[attr-defined]
        return subprocess.Popen(
            [
                sys.executable,
                "-I",
                str(Path(__file__).parent / "plain.py"),
                self.scheme,
                number,
                str(os.getpid()),
            ],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(int(number),),
            start_new_session=True,
        )


class Held:
    """A cell with the news of its end."""

    def __init__(self, cell: Cell, gone: asyncio.Future[Exited], orphaned: asyncio.Future[str]) -> None:
        """`orphaned`: the end of its zygote, and with that of the news."""
        self.cell = cell
        self._gone = gone
        self._orphaned = orphaned

    async def call(self, call: Call, deadline: float) -> Answer:
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def answer(given: Answer) -> None:
            if not answered.done():  # nobody may wait for it any more
                answered.set_result(given)

        self.cell.send(Pending(call, deadline or PATIENCE, answer))
        return await answered

    async def end(self) -> Exited:
        self.cell.end(None)
        ends: tuple[asyncio.Future[Any], ...] = (self._gone, self._orphaned)
        await asyncio.wait(ends, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if self._orphaned.done():
            return Exited(self.cell.number, -signal.SIGKILL, 0.0, 0)
        return self._gone.result()


class Ward:
    """One zygote of a scheme, and its cells. `root`: they stay who the tests are, where there are no walls."""

    def __init__(self, wall: Wall, scheme: str, root: bool = False) -> None:
        self._clock = SystemClock()
        self._timers = Timers(self._clock, asyncio.get_running_loop().call_later)
        uid = CELLS if os.geteuid() == 0 and not root else None
        self._careless = wall is Wall.NONE
        self._confinement = Confinement(walls=_WALLS[wall], limits=LIMITS, uid=uid)
        self.zygote = (PlainZygote if wall is Wall.NONE else Zygote)(scheme, self._exited)
        self._gone: dict[int, asyncio.Future[Exited]] = {}
        self._cells: dict[int, Cell] = {}

    async def cell(self, owner: Owner, receives: bool = False) -> Held:
        number = max(self._gone, default=0) + 1
        gone = self._gone[number] = asyncio.get_running_loop().create_future()
        await self.zygote.ready()
        confinement = msgspec.structs.replace(self._confinement, receives=receives or self._careless)
        sock, pid, pidfd = await self.zygote.spawn(number, confinement)
        cell = self._cells[number] = Cell(number, sock, pid, pidfd, owner, self._timers, self._clock)
        if gone.done():
            cell.exited(gone.result())
        return Held(cell, gone, self.zygote.ended)

    def _exited(self, news: Exited) -> None:
        if news.cell in self._cells:
            self._cells[news.cell].exited(news)
        self._gone[news.cell].set_result(news)

    @property
    def is_alive(self) -> bool:
        return not self.zygote.ended.done()

    async def close(self) -> None:
        if self._careless:  # what was started in it may outlive it: it was never locked
            processes.end(processes.of_session(self.zygote._process.pid))
        self.zygote.kill()
        await self.zygote.ended
        for number, gone in self._gone.items():
            if not gone.done():
                self._cells[number].lost()
