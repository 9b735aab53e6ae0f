"""The laws of a task's beginning: what may come between a push and its task costs nobody else, and leaves no lie."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from msgspec import Raw

from cocaine_sdk.driver import Driver, NoArguments
from cocaine_sdk.errors import BadArgument, SourceFailed, StorageError, Unsupported
from cocaine_sdk.source import Capability
from cocained.core.engines import Engines, World
from cocained.core.keeper import RETRY
from cocained.core.limits import Allowances
from cocained.core.recovery import Recovery
from cocained.core.stats import Figures
from cocained.core.tasks import TaskState
from cocained.drivers import Drivers
from cocained.storages.void import Void

if TYPE_CHECKING:
    from tests.host.conftest import Stage

URI = "python:///file.py/MyClass"
ONCE = Raw(b'{"driver": "once"}')
SLOW = 3_600_000
IDLE = 600.0


class Storage(Void):
    """Writes when the gate is open, and fails to delete where it is told so."""

    def __init__(self) -> None:
        super().__init__("void:")
        self.gate = asyncio.Event()
        self.gate.set()
        self.failing = False

    async def put(self, collection: str, key: str, value: bytes) -> None:
        await self.gate.wait()
        await super().put(collection, key, value)

    async def delete(self, collection: str, key: str) -> bool:
        if self.failing:
            raise StorageError("the disk is full")
        return await super().delete(collection, key)


class Refusing(Driver[NoArguments]):
    """Does not start."""

    @classmethod
    def arguments(cls) -> type[NoArguments]:
        return NoArguments

    def start(self) -> None:
        raise BadArgument("the endpoint is taken")

    def stop(self) -> None:
        pass


class OneMore(Drivers):
    def __getitem__(self, name: str) -> Any:
        return Refusing if name == "refusing" else super().__getitem__(name)


@pytest.fixture
async def storage() -> Storage:
    made = Storage()
    await made.open()
    return made


@pytest.fixture
def engines(stage: Stage, storage: Storage) -> Engines:
    return Engines(World(stage.cells, storage, stage.around, IDLE, Allowances()), OneMore())


async def push(engines: Engines, token: str = "tester", **arguments: object) -> dict[str, str]:
    pushed = await engines.push(token, URI, msgspec.json.encode(arguments))
    assert isinstance(pushed, dict)
    return pushed


def listed(engines: Engines, stage: Stage) -> dict[str, str]:
    figures = Figures(engines, stage.events, stage.storage, stage.clock, dict)
    assert figures.stats({})["engines"]["alive"] == list(engines.engines)
    return {task["key"]: str(task["state"]) for task in figures.tasks(None, lambda _: True)}


async def exhaust(stage: Stage, engines: Engines) -> None:
    """By a `once` that meets the end of the source."""
    answers: list[Any] = []
    assert engines.once_if_warm(URI, ONCE, answers.append)
    stage.cell.answer(stage.end_of_source())
    await stage.settle()
    assert answers[0]["code"] == "exhausted"


@pytest.mark.parametrize("neighbours", [0, 1], ids=["alone", "beside-an-isolated-task"])
async def test_a_push_whose_source_ends_while_it_is_written_begins_on_a_new_thread_and_is_listed(
    stage: Stage, engines: Engines, storage: Storage, neighbours: int
) -> None:
    others = [await push(engines, interval=SLOW, isolated=True) for _ in range(neighbours)]
    storage.gate.clear()
    pushing = asyncio.create_task(push(engines, interval=1000))
    await stage.settle()
    await exhaust(stage, engines)
    assert set(listed(engines, stage)) == {other["key"] for other in others}
    storage.gate.set()
    key = (await pushing)["key"]
    await stage.settle()
    assert listed(engines, stage)[key] == TaskState.RUNNING
    await stage.pass_time(1)
    stage.cell.answer(stage.event(n=1))
    assert stage.published.events == [{"n": b"1"}]
    for one in (key, *(other["key"] for other in others)):
        await engines.drop("tester", one, b"{}")
    await stage.pass_time(IDLE)
    assert engines.engines == {}


async def test_an_exhausted_thread_is_forgotten_with_its_last_user(stage: Stage, engines: Engines) -> None:
    key = (await push(engines, interval=SLOW))["key"]
    await exhaust(stage, engines)
    assert listed(engines, stage) == {key: TaskState.EXHAUSTED}
    await engines.drop("tester", key, b"{}")
    assert engines.engines == {}
    assert stage.cells.owners == set()


async def test_a_task_whose_driver_does_not_start_is_gone_though_the_storage_fails_to_remove_it(
    stage: Stage, engines: Engines, storage: Storage
) -> None:
    storage.failing = True
    for _ in range(2):
        with pytest.raises(BadArgument, match="the endpoint is taken"):
            await push(engines, driver="refusing")
        assert listed(engines, stage) == {}
    assert len(await engines.keeper.kept()) == 1
    storage.failing = False
    await stage.pass_time(RETRY)
    assert await engines.keeper.kept() == []


async def test_a_removal_that_is_owed_does_not_hit_the_next_task_of_that_key(
    stage: Stage, engines: Engines, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.failing = True
    with pytest.raises(BadArgument):
        await push(engines, driver="refusing")
    storage.failing = False
    monkeypatch.setattr(Refusing, "start", lambda _: None)
    key = (await push(engines, driver="refusing"))["key"]
    await stage.pass_time(3 * RETRY)
    assert [kept for kept, _ in await engines.keeper.kept()] == [key]


async def test_what_others_wanted_that_came_to_its_end_is_as_it_was_where_it_does_not_begin_anew(
    stage: Stage, engines: Engines, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as well:
        well.setattr(Refusing, "start", lambda _: None)
        key = (await push(engines, "first", driver="refusing"))["key"]
    await exhaust(stage, engines)
    storage.failing = True
    with pytest.raises(BadArgument):
        await push(engines, "second", driver="refusing")
    assert listed(engines, stage) == {key: TaskState.EXHAUSTED}
    assert engines.tasks[key].tokens == {"first"}


# --- a source that is degraded


async def test_a_push_is_refused_as_long_as_the_code_of_its_degraded_source_has_never_loaded(
    stage: Stage, engines: Engines
) -> None:
    key = (await push(engines, interval=SLOW))["key"]
    again = Engines(World(stage.cells, engines._storage, stage.around, IDLE, Allowances()), Drivers())
    stage.cells.failing = SourceFailed(stage.died)
    await Recovery(again, Drivers(), stage.around).recover()
    await stage.pass_time(30)
    assert again.tasks[key].state == TaskState.DEGRADED
    for arguments in ({"interval": SLOW}, {"interval": 10}, {"driver": "once"}):
        with pytest.raises(SourceFailed, match=stage.died.message):
            await again.push("other", URI, msgspec.json.encode(arguments))
    assert again.tasks.keys() == {key}
    assert again.tasks[key].tokens == {"tester"}
    stage.cells.failing = None
    await stage.pass_time(60)
    assert await push(again, "other", interval=SLOW) == {"key": key}


async def test_a_push_to_a_source_that_ran_and_is_degraded_is_measured_by_what_it_could_do(
    stage: Stage, engines: Engines
) -> None:
    stage.cells.file = stage.version("v1", capabilities=Capability.ITERATOR)
    key = (await push(engines, interval=SLOW))["key"]
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(30)
    assert engines.tasks[key].state == TaskState.DEGRADED
    other = (await push(engines, interval=10))["key"]
    assert listed(engines, stage) == {key: TaskState.DEGRADED, other: TaskState.DEGRADED}
    with pytest.raises(Unsupported):
        await push(engines, driver="manual")
