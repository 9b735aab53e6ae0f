"""The laws of a scheme: its process is there again, whatever befalls it, and what nobody waits for leaves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.clock import SystemClock
from cocaine_sdk.errors import SchemeUnavailable
from cocaine_sdk.failure import Failure
from cocaine_sdk.installed import SchemeState
from cocained.cells.cell import Cell
from cocained.cells.frames import Confinement, Exited, StoreCall, StoreValue
from cocained.cells.scheme import Scheme
from cocained.cells.standing import Standing
from cocained.core.contracts import LiveCell, Pending
from cocained.core.limits import Allowance
from cocained.core.timers import Timers

PATIENCE = 30.0
Make = Callable[..., Awaitable["Watched"]]


class Nobody:
    """An owner of cells that wants nothing of them."""

    def log(self, level: str, message: str) -> None: ...

    async def store(self, call: StoreCall) -> StoreValue:  # noqa: ARG002
        return StoreValue()

    def saved(self, code: str) -> None: ...

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None: ...


class Watched(Scheme):
    """Writes down which cells have ended; where it is told so, a process ends as soon as it is there."""

    deadly = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.heard: list[int] = []

    def _exited(self, exit: Exited) -> None:
        super()._exited(exit)
        self.heard.append(exit.cell)

    async def _fork(self, *arguments: Any) -> Any:
        made: Any = await super()._fork(*arguments)
        if self.deadly:
            made.condemn(Failure(code=failure.SOURCE_DIED, message="the test had it killed"))
        return made


class Dizzy(SystemClock):
    """Fails the first time."""

    asked = False

    def monotonic(self) -> float:
        if not self.asked:
            self.asked = True
            raise RuntimeError("the test's clock is broken")
        return super().monotonic()


async def until(law: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not law():  # noqa: ASYNC110  what it looks at tells nobody
            await asyncio.sleep(0.01)


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[Watched] = []

    async def make(
        name: str = "python", folder: Path = tmp_path, clock: SystemClock | None = None
    ) -> Watched:
        timers = Timers(SystemClock(), asyncio.get_running_loop().call_later)
        made.append(Watched(name, folder, Confinement(), timers, clock or SystemClock()))
        made[-1].warm_up()
        return made[-1]

    yield make
    for scheme in made:
        await scheme.close()


async def is_kept(scheme: Watched) -> None:
    """Its process is there, and there again when it dies."""
    await until(lambda: scheme.describe().state is SchemeState.READY)
    restarts = scheme.restarts
    assert scheme._zygote is not None
    scheme._zygote.kill()
    await until(lambda: scheme.restarts > restarts and scheme.describe().state is SchemeState.READY)


async def test_a_folder_that_cannot_be_looked_at_costs_the_scheme_nothing(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    scheme = await make(folder=Path("/" + 300 * "x"))
    await is_kept(scheme)
    assert scheme.restarts == 1
    assert "cannot be looked at: File name too long" in caplog.text


async def test_whatever_is_raised_where_its_process_is_kept_the_process_is_started_again(make: Make) -> None:
    scheme = await make(clock=Dizzy())
    await until(lambda: scheme.restarts)
    await is_kept(scheme)


async def test_a_cell_that_nobody_waits_for_any_more_leaves_nothing_when_it_ends(make: Make) -> None:
    scheme = await make()
    await scheme.ready()
    forking = asyncio.create_task(scheme._fork(scheme.confinement, partial(Cell, owner=Nobody())))
    await asyncio.sleep(0)
    assert scheme._spawning
    forking.cancel()
    await until(lambda: scheme.heard)
    assert (scheme._early, scheme.cells) == ({}, {})


async def test_a_process_that_ended_at_once_gives_no_seat_and_the_next_one_does(make: Make) -> None:
    scheme = await make("http")
    scheme.deadly = True
    with pytest.raises(SchemeUnavailable, match="ended at once"):
        await scheme.spawn(Nobody(), False, Allowance(), Standing())
    scheme.deadly = False
    await scheme.spawn(Nobody(), False, Allowance(), Standing())
    assert len(scheme.cells) >= 1
