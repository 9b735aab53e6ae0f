"""The keeper of tasks on a storage that fails: what became of a task is kept as soon as that serves again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.errors import StorageError
from cocained.core.keeper import RETRY, TaskKeeper
from cocained.storages.void import Void

if TYPE_CHECKING:
    from tests.host.conftest import Stage


class Moody(Void):
    """Fails as long as it is told to, and counts what it is asked."""

    failing = False
    asked = 0

    async def put(self, collection: str, key: str, value: bytes) -> None:
        self.asked += 1
        if self.failing:
            raise StorageError("the disk is full")
        await super().put(collection, key, value)


@pytest.fixture
async def moody() -> Moody:
    storage = Moody("void:")
    await storage.open()
    return storage


async def test_a_storage_that_stays_away_is_asked_for_one_task_at_a_time_and_then_for_all(
    stage: Stage, moody: Moody
) -> None:
    keeper = TaskKeeper(moody, stage.timers, stage.clock)
    tasks: list[Any] = [stage.task(stage.thread(), f"held:{number}") for number in range(50)]
    moody.failing = True
    for task in tasks:
        task.exhaust()
        keeper.keep_soon(task)
    await keeper.caught_up()
    assert moody.asked == 50
    for tries in range(1, 4):
        await stage.pass_time(RETRY)
        assert moody.asked == 50 + tries
    moody.failing = False
    await stage.pass_time(RETRY)
    assert len(await keeper.kept()) == 50
    assert all(record.exhausted for _, record in await keeper.kept())


async def test_what_was_dropped_meanwhile_is_not_kept_again(stage: Stage, moody: Moody) -> None:
    keeper = TaskKeeper(moody, stage.timers, stage.clock)
    task = stage.task(stage.thread())
    moody.failing = True
    keeper.keep_soon(task)
    await keeper.caught_up()
    moody.failing = False
    await keeper.count_out(task, "t")
    await stage.pass_time(3 * RETRY)
    assert await keeper.kept() == []


async def test_what_is_owed_at_the_end_is_tried_once_more(stage: Stage, moody: Moody) -> None:
    keeper = TaskKeeper(moody, stage.timers, stage.clock)
    task = stage.task(stage.thread())
    moody.failing = True
    keeper.keep_soon(task)
    await keeper.caught_up()
    moody.failing = False
    await keeper.close()
    assert [key for key, _ in await keeper.kept()] == [task.key]
