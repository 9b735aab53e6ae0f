"""Whatever ends is freed at once, by the count of its references: the garbage collector pauses the whole daemon."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec import Raw

from cocaine_sdk.failure import Failure
from cocained.core.engines import Engines, World
from cocained.core.limits import Allowances
from cocained.core.tasks import Task
from cocained.drivers import Drivers

if TYPE_CHECKING:
    from tests.host.conftest import Stage

URI = "python:///file.py/MyClass"
SECOND = {"interval": 1000}
SCHEDULES = [
    {"interval": 1000},
    {"interval": 1000, "align": True},
    {"interval": 1000, "overlap": "queue"},
    {"driver": "cron", "expression": "* * * * *"},
    {"driver": "manual"},
]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """As though all there is were frozen."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def engines(stage: Stage) -> Engines:
    return Engines(World(stage.cells, stage.storage, stage.around, 600.0, Allowances()), Drivers())


async def push(engines: Engines, **arguments: object) -> str:
    pushed = await engines.push("tester", URI, msgspec.json.encode(arguments))
    assert isinstance(pushed, dict)
    return str(pushed["key"])


async def run(stage: Stage, seconds: int) -> None:
    """Let time pass, with every call answered."""
    for _ in range(seconds):
        await stage.pass_time(1)
        while stage.cell.calls:
            stage.cell.answer(stage.event(value=1))


def garbage() -> list[object]:
    """What of ours only the collector would free."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        return [found for found in gc.garbage if type(found).__module__.startswith("cocained")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("arguments", SCHEDULES[:4], ids=str)
async def test_runs_leave_nothing_to_the_collector(
    stage: Stage, engines: Engines, arguments: dict[str, object]
) -> None:
    key = await push(engines, **arguments)
    await run(stage, 65)
    assert engines.tasks[key].runs.total > 0
    assert garbage() == []


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("arguments", SCHEDULES, ids=str)
async def test_a_task_that_is_dropped_is_freed_at_once(
    stage: Stage, engines: Engines, arguments: dict[str, object]
) -> None:
    await push(engines, interval=3_600_000)  # so that the thread lives on
    key = await push(engines, **arguments)
    await run(stage, 3)
    task = weakref.ref(engines.tasks[key])
    await engines.drop("tester", key, b"{}")
    assert task() is None


@pytest.mark.usefixtures("no_collector")
async def test_data_and_onces_leave_nothing_to_the_collector(stage: Stage, engines: Engines) -> None:
    thread = stage.thread()
    stage.task(thread)
    await thread.open()
    gc.collect()  # what the test before left in `Held.made`
    handled: list[object] = []
    stage.driver.pulse.process(b"data", lambda: handled.append("data"))
    stage.cell.answer(stage.event(value=1))
    assert handled == ["data"]
    await push(engines, **SECOND)
    engines.once_if_warm(URI, Raw(b'{"driver":"once"}'), handled.append)
    stage.cell.answer(stage.event(value=1))
    assert len(handled) == 2
    assert garbage() == []


@pytest.mark.usefixtures("no_collector")
async def test_one_that_is_dropped_in_the_middle_of_a_run_is_freed_with_its_answer(
    stage: Stage, engines: Engines
) -> None:
    key = await push(engines, **SECOND)
    await stage.pass_time(1)
    runs = weakref.ref(engines.tasks[key].runs)
    await engines.drop("tester", key, b"{}")
    stage.cell.answer(Failure(code="source_error", message="it failed"))
    assert runs() is None


@pytest.mark.usefixtures("no_collector")
async def test_tasks_that_were_frozen_are_freed_over_many_rounds_of_push_and_drop(
    stage: Stage, engines: Engines
) -> None:
    alive: weakref.WeakSet[Task] = weakref.WeakSet()
    try:
        for _ in range(10):
            keys = [await push(engines, interval=1000 + number) for number in range(100)]
            alive.update(engines.tasks.values())
            await run(stage, 2)
            gc.freeze()
            for key in keys:
                await engines.drop("tester", key, b"{}")
            assert len(alive) == 0
    finally:
        gc.unfreeze()


@pytest.mark.usefixtures("no_collector")
async def test_a_thread_that_ends_is_freed_at_once(stage: Stage) -> None:
    thread = stage.thread()
    await thread.open()
    for version in (stage.version("v2"), stage.version("broken", stage.died)):
        stage.cells.file = version
        thread.saved(version.code)
        await stage.settle()
    assert thread.renewal.count == 1
    thread.close()
    await stage.settle()
    stage.cells.cells.clear()  # they hold their owner
    alive = weakref.ref(thread)
    del thread
    assert alive() is None
