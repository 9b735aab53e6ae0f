"""The laws of a task's runs: overlap, refusals, deaths of its cell, and what its driver raises."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.driver import Overlap
from cocaine_sdk.errors import BadArgument, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import MAX_DATA, Exhausted, Process, Rescheduled
from cocained.core.hindrances import STARTING, TURN
from cocained.core.runs import DEGRADED, OVERLAP, REPLACED, WAITING, Outcome

if TYPE_CHECKING:
    from tests.host.conftest import Stage

TIMEOUT = Failure(code=failure.TIMEOUT, message="too long")


async def opened(stage: Stage) -> Any:
    thread = stage.thread()
    await thread.open()
    return stage.task(thread)


async def test_a_run_that_is_due_while_the_last_one_goes_on_is_skipped_and_counted(stage: Stage) -> None:
    task = await opened(stage)
    for _ in range(3):
        stage.driver.pulse.run(0.0)
    assert len(stage.cell.calls) == 1
    assert {why: skip.runs for why, skip in task.runs.skips.items()} == {OVERLAP: 2}
    stage.cell.answer(stage.event(n=1))
    stage.driver.pulse.run(0.0)
    assert len(stage.cell.calls) == 1


async def test_a_run_that_comes_while_the_last_one_has_not_begun_says_what_that_waits_for(
    stage: Stage,
) -> None:
    stage.cells.gate = asyncio.Event()
    thread = stage.thread()
    thread.revive()
    task = stage.task(thread)
    for _ in range(3):
        stage.driver.pulse.run(0.0)
    assert {why: skip.runs for why, skip in task.runs.skips.items()} == {STARTING: 2}
    stage.cells.gate.set()
    await stage.settle()
    assert len(stage.cell.calls) == 1

    other = stage.task(thread, "other:1")
    for _ in range(3):
        stage.driver.pulse.run(0.0)
    assert {why: skip.runs for why, skip in other.runs.skips.items()} == {TURN: 2}


async def test_of_those_that_queue_one_waits_and_the_others_are_skipped(stage: Stage) -> None:
    task = await opened(stage)
    for _ in range(4):
        stage.driver.pulse.run(0.0, None, Overlap.QUEUE)
    assert task.runs.skips[WAITING].runs == 2
    stage.cell.answer(stage.event(n=1))
    assert len(stage.cell.calls) == 1
    stage.cell.answer(stage.event(n=2))
    assert not stage.cell.calls
    assert stage.published.events == [{"n": b"1"}, {"n": b"2"}]


async def test_a_run_that_replaces_kills_the_one_that_goes_on_and_comes_at_once_in_a_new_cell(
    stage: Stage,
) -> None:
    task = await opened(stage)
    stage.driver.pulse.run(1.0, None, Overlap.REPLACE)
    first = stage.cell
    stage.driver.pulse.run(2.0, None, Overlap.REPLACE)
    await stage.settle()
    assert first.why is not None
    assert len(stage.cells.cells) == 2
    stage.cell.answer(stage.event(n=2))
    assert stage.published.events == [{"n": b"2"}]
    assert task.runs.skips[REPLACED].runs == 1
    assert [run.outcome for run in task.runs.last] == [Outcome.EVENT, Outcome.REPLACED]
    assert (task.runs.total, task.runs.failed, task.thread.restarts) == (1, 0, 0)


async def test_a_run_that_has_not_begun_is_replaced_without_killing_that_of_another_task(
    stage: Stage,
) -> None:
    thread = stage.thread()
    await thread.open()
    stage.task(thread, "other:1")
    stage.driver.pulse.run(0.0)
    task = stage.task(thread, "held:1")
    for due in (1.0, 2.0, 3.0):
        stage.driver.pulse.run(due, None, Overlap.REPLACE)
    assert stage.cell.why is None
    assert len(stage.cell.calls) == 2
    assert task.runs.skips[REPLACED].runs == 2
    stage.cell.answer(stage.event(other=1))
    stage.cell.answer(stage.event(n=3))
    assert [run.due for run in task.runs.last] == [3.0]


async def test_whoever_waits_for_a_run_hears_of_its_end_once_however_it_ends(stage: Stage) -> None:
    await opened(stage)
    heard: list[str] = []
    pulse = stage.driver.pulse
    pulse.run(0.0, lambda: heard.append("made"))
    pulse.run(0.0, lambda: heard.append("skipped"))
    assert heard == []
    await stage.pass_time(0.01)
    assert heard == ["skipped"]
    stage.cell.answer(TIMEOUT)
    assert heard == ["skipped", "made"]
    pulse.run(0.0, lambda: heard.append("died"))
    stage.cell.die()
    assert heard == ["skipped", "made", "died"]


async def test_while_the_source_is_degraded_runs_are_skipped_with_that_reason(stage: Stage) -> None:
    task = await opened(stage)
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(5)
    stage.driver.pulse.run(stage.clock.monotonic())
    assert task.runs.skips[DEGRADED].runs == 1
    assert task.state == "degraded"
    stage.cells.failing = None
    await stage.pass_time(60)
    stage.driver.pulse.run(stage.clock.monotonic())
    assert len(stage.cell.calls) == 1
    assert task.state == "running"


async def test_data_waits_for_a_degraded_source_and_comes_in_its_order(stage: Stage) -> None:
    await opened(stage)
    done: list[int] = []
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(5)
    for number in range(5):
        stage.driver.pulse.process(b"%d" % number, lambda number=number: done.append(number))
    assert done == []
    stage.cells.failing = None
    await stage.pass_time(60)
    assert [pending.call for pending in stage.cell.calls] == [Process(b"%d" % n) for n in range(5)]
    for _ in range(5):
        stage.cell.answer(stage.event(ok=1))
    assert done == [0, 1, 2, 3, 4]


async def test_data_that_had_not_begun_when_the_cell_died_is_handed_to_the_next(stage: Stage) -> None:
    await opened(stage)
    done: list[int] = []
    for number in range(3):
        stage.driver.pulse.process(b"%d" % number, lambda number=number: done.append(number))
    stage.cell.die()
    assert done == [0]
    await stage.pass_time(1)
    assert [pending.call for pending in stage.cell.calls] == [Process(b"1"), Process(b"2")]


async def test_data_past_a_cells_measure_is_a_failed_run_and_costs_the_cell_nothing(stage: Stage) -> None:
    task = await opened(stage)
    done: list[bool] = []
    stage.driver.pulse.process(b"x" * (MAX_DATA + 1), lambda: done.append(True))
    stage.driver.pulse.process(b"x" * MAX_DATA, lambda: None)
    await stage.pass_time(0.01)
    assert done == [True]
    assert len(stage.cell.calls) == 1
    assert task.runs.error[1].code == failure.DATA_TOO_LARGE
    assert b"at once" in stage.published.events[0]["error"]


async def test_a_source_that_has_no_next_time_to_say_is_a_shown_error(stage: Stage) -> None:
    task = await opened(stage)
    heard: list[float | None] = []
    stage.driver.pulse.reschedule(heard.append)
    stage.cell.answer(Rescheduled(1e9))
    stage.driver.pulse.reschedule(heard.append)
    stage.cell.answer(Failure(code=failure.SOURCE_ERROR, message="reschedule() gave a str"))
    assert heard == [1e9, None]
    assert "gave a str" in task.runs.error[1].message


async def test_a_source_that_lost_what_its_driver_needs_is_not_run(stage: Stage) -> None:
    thread = stage.thread()
    await thread.open()
    task = stage.task(thread, requires=(Capability.ITERATOR,))
    stage.cells.file = stage.version("v1", capabilities=Capability.PROCESSOR)
    stage.cell.die()
    await stage.pass_time(1)
    stage.driver.pulse.run(0.0)
    assert not stage.cell.calls
    assert "doesn't support iteration" in next(iter(task.runs.skips))


async def test_an_exhausted_source_ends_its_task(stage: Stage) -> None:
    task = await opened(stage)
    stage.driver.pulse.run(0.0)
    stage.cell.answer(Exhausted())
    assert stage.exhausted == [task]


async def test_nothing_is_published_or_called_back_after_stop(stage: Stage) -> None:
    task = await opened(stage)
    heard: list[Any] = []
    pulse = stage.driver.pulse
    pulse.run(0.0, lambda: heard.append("then"))
    pulse.process(b"", lambda: heard.append("then"))
    pulse.reschedule(heard.append)
    pulse.at(stage.clock.monotonic() + 1, lambda: heard.append("at"))
    pulse.at_time(stage.clock.time() + 1, lambda: heard.append("at_time"))
    task.stop()
    for _ in range(2):
        stage.cell.answer(stage.event(n=1))
    stage.cell.answer(Rescheduled(1.0))
    pulse.run(0.0)
    await stage.pass_time(100)
    assert (heard, stage.published.events, len(stage.cell.calls)) == ([], [], 0)


async def test_what_a_driver_raises_costs_its_own_task_and_the_driver_begins_anew(stage: Stage) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of the driver")

    task = await opened(stage)
    first = stage.driver
    first.pulse.at(stage.clock.monotonic(), broken)
    stage.clock.advance(0.01)
    assert first.heard == ["start", "stop"]
    assert task.state == "degraded"
    assert "ZeroDivisionError: of the driver" in task.runs.error[1].message
    await stage.pass_time(1)
    assert stage.driver is not first
    assert stage.driver.heard == ["start"]
    assert task.state == "running"


async def test_a_driver_that_cannot_start_refuses_the_push_but_not_the_recovery(stage: Stage) -> None:
    thread = stage.thread()
    await thread.open()
    task = stage.task(thread)
    taken = [True]

    def start(self: Any) -> None:
        if taken:
            raise BadArgument("the endpoint is taken")
        self.heard.append("start")

    refusing = type("Refusing", (type(stage.driver),), {"start": start})
    task.stop()
    with pytest.raises(BadArgument, match="taken"):
        task.start(refusing, stage.driver.args)
    task.recover(refusing, stage.driver.args)
    assert task.state == "degraded"
    assert "the endpoint is taken" in task.runs.error[1].message
    taken.clear()
    await stage.pass_time(60)
    assert task.state == "running"
    assert stage.driver.heard == ["start"]


async def test_the_spread_of_a_task_is_its_own_and_always_the_same(stage: Stage) -> None:
    thread = stage.thread()
    spreads = []
    for number in range(100):
        stage.task(thread, f"held:{number}")
        spreads.append(stage.driver.pulse.spread)
    stage.task(thread, "held:0")
    assert stage.driver.pulse.spread == spreads[0]
    assert all(0 <= spread < 1 for spread in spreads)
    assert len(set(spreads)) == 100
    assert 0.3 < sum(spreads) / 100 < 0.7


async def test_the_next_run_is_the_nearest_of_the_drivers_alarms_and_none_without_them(stage: Stage) -> None:
    task = await opened(stage)
    assert task.next_run is None
    pulse, now = stage.driver.pulse, stage.clock.time()
    pulse.at_time(now + 50, lambda: None)
    near = pulse.at(stage.clock.monotonic() + 20, lambda: None)
    assert task.next_run == pytest.approx(now + 20)
    near.cancel()
    assert task.next_run == pytest.approx(now + 50)
    stage.clock.advance(60)
    assert task.next_run is None
