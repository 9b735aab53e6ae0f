"""The laws of newer code: a new cell first, swapped in between runs, the old one kept where the new does not load."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.errors import Overloaded, SourceFailed
from cocaine_sdk.source import Capability
from cocained.cells.frames import Next, Process
from cocained.core.renewal import AGAIN, LEAVE

if TYPE_CHECKING:
    from cocained.core.threads import Thread
    from tests.host.conftest import Stage


async def opened(stage: Stage, *requires: Capability) -> Thread:
    thread = stage.thread()
    await thread.open()
    stage.task(thread, requires=requires)
    return thread


def save(stage: Stage, thread: Any, code: str, **holds: Any) -> None:
    stage.cells.file = stage.version(code, **holds)
    thread.saved(code)


def save_broken(stage: Stage, thread: Any) -> None:
    save(stage, thread, "broken", fault=stage.died)


async def test_the_new_code_makes_the_next_run(stage: Stage) -> None:
    thread = await opened(stage)
    old = stage.cell
    save(stage, thread, "v2")
    await stage.settle()
    stage.driver.pulse.run(0.0)
    assert (old.why is not None, stage.cell.code, thread.code) == (True, "v2", "v2")
    assert isinstance(stage.cell.running, Next)
    assert (thread.renewal.count, thread.restarts) == (1, 0)


async def test_the_run_that_goes_on_ends_in_the_old_code_and_the_next_waits_for_the_new(stage: Stage) -> None:
    thread = await opened(stage)
    old = stage.cell
    stage.driver.pulse.run(0.0)
    save(stage, thread, "v2")
    await stage.settle()
    new = stage.cell
    assert old is not new
    other = stage.task(thread, "held:2")
    stage.driver.pulse.run(0.0)
    assert (len(old.calls), len(new.calls)) == (2, 0)  # the run, and the word to end
    old.answer(stage.event(old=1))
    assert (old.why is not None, len(new.calls)) == (True, 1)
    new.answer(stage.event(new=1))
    assert stage.published.events == [{"old": b"1"}, {"new": b"1"}]
    assert other.runs.total == 1


async def test_what_does_not_load_leaves_the_old_code_at_work_and_says_why(stage: Stage) -> None:
    thread = await opened(stage)
    save_broken(stage, thread)
    await stage.settle()
    assert thread.renewal.failure == stage.died
    stage.driver.pulse.run(0.0)
    stage.cell.answer(stage.event(n=1))
    assert stage.published.events == [{"n": b"1"}]
    save(stage, thread, "v3")
    await stage.settle()
    assert (thread.code, thread.renewal.failure) == ("v3", None)


async def test_an_old_cell_that_dies_while_the_file_does_not_load_is_started_again_with_the_old_code(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    save_broken(stage, thread)
    await stage.settle()
    stage.cell.die()
    await stage.pass_time(1)
    assert (thread.state, thread.code, thread.renewal.failure) == ("running", "v1", stage.died)
    save(stage, thread, "v3")
    await stage.settle()
    assert (thread.code, thread.renewal.failure) == ("v3", None)


async def test_a_file_that_is_broken_while_its_cell_is_away_leaves_the_old_code_to_run(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cell.die()
    save_broken(stage, thread)
    await stage.pass_time(1)
    assert (thread.state, thread.code, thread.renewal.failure) == ("running", "v1", stage.died)


@pytest.mark.parametrize("code", ["broken", ""], ids=["broken", "gone"])
async def test_what_a_restart_finds_before_the_save_was_heard_of_leaves_the_old_code_to_run(
    stage: Stage, code: str
) -> None:
    thread = await opened(stage)
    stage.cells.file = stage.version(code, fault=stage.died)
    stage.cell.die()
    await stage.pass_time(1)
    assert (thread.state, thread.code, thread.renewal.failure) == ("running", "v1", stage.died)
    stage.cell.die()
    await stage.pass_time(1)
    assert (thread.state, thread.code, thread.restarts) == ("running", "v1", 2)
    save(stage, thread, "v3")
    await stage.settle()
    assert (thread.code, thread.renewal.failure) == ("v3", None)


async def test_what_a_restart_finds_without_what_a_task_needs_leaves_the_old_code_to_run(
    stage: Stage,
) -> None:
    thread = await opened(stage, Capability.PROCESSOR)
    stage.cells.file = stage.version("v2", capabilities=Capability.ITERATOR)
    stage.cell.die()
    await stage.pass_time(1)
    assert (thread.state, thread.code) == ("running", "v1")
    assert thread.lacking((Capability.PROCESSOR,)) is None
    assert "message processing, which the task held:1 needs" in str(thread.renewal.failure)
    assert [cell.code for cell in stage.cells.cells if cell.why is None] == ["v1"]


async def test_code_that_loaded_once_and_does_not_now_is_not_called_outdated(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(1)
    assert (thread.state, thread.renewal.failure) == ("degraded", None)
    stage.cells.failing = None
    await stage.pass_time(5)
    assert thread.state == "running"


async def test_new_code_is_not_lost_where_the_old_cell_dies_while_it_is_loaded(stage: Stage) -> None:
    thread = await opened(stage)
    save_broken(stage, thread)
    await stage.settle()
    stage.cells.gate = asyncio.Event()
    save(stage, thread, "v3")
    await stage.settle()
    stage.cell.die()
    await stage.pass_time(0.5)
    stage.cells.gate.set()
    await stage.settle()
    assert (thread.state, thread.code, thread.renewal.failure) == ("running", "v3", None)
    assert [cell.code for cell in stage.cells.cells if cell.why is None] == ["v3"]


async def test_an_old_cell_that_dies_while_code_is_loaded_that_is_broken_is_started_again(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    stage.cells.gate = asyncio.Event()
    save_broken(stage, thread)
    await stage.settle()
    stage.cell.die()
    await stage.pass_time(0.5)
    stage.cells.gate.set()
    await stage.settle()
    assert (thread.state, thread.code, thread.renewal.failure) == ("running", "v1", stage.died)


async def test_code_that_is_put_back_as_it_was_is_not_loaded_again(stage: Stage) -> None:
    thread = await opened(stage)
    save_broken(stage, thread)
    await stage.settle()
    save(stage, thread, "v1")
    await stage.settle()
    assert (thread.renewal.failure, len(stage.cells.cells)) == (None, 1)


async def test_code_that_is_put_back_while_another_is_loaded_is_not_called_outdated(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.gate = asyncio.Event()
    save_broken(stage, thread)
    await stage.settle()
    save(stage, thread, "v1")
    stage.cells.gate.set()
    await stage.settle()
    assert (thread.code, thread.renewal.failure, thread.renewal.count) == ("v1", None, 0)
    assert [cell.code for cell in stage.cells.cells if cell.why is None] == ["v1"]


async def test_code_without_what_a_task_needs_is_refused_with_that_tasks_key(stage: Stage) -> None:
    thread = await opened(stage, Capability.PROCESSOR)
    save(stage, thread, "v2", capabilities=Capability.ITERATOR)
    await stage.settle()
    assert thread.code == "v1"
    assert "message processing, which the task held:1 needs" in str(thread.renewal.failure)
    assert stage.cell.why is not None


async def test_code_that_was_saved_again_while_it_was_loaded_is_loaded_again(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.gate = asyncio.Event()
    for code in ("v2", "v3", "v4"):
        save(stage, thread, code)
        await stage.settle()
    stage.cells.gate.set()
    await stage.settle()
    assert thread.code == "v4"
    assert len(stage.cells.cells) == 3  # the old one, that of v2, and that of v4


async def test_a_degraded_source_is_started_at_once_when_its_file_is_saved(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(30)
    assert thread.state == "degraded"
    stage.cells.failing = None
    save(stage, thread, "v2")
    await stage.settle()
    assert (thread.state, thread.code) == ("running", "v2")


async def test_an_old_cell_that_dies_while_the_new_one_waits_costs_no_pause(stage: Stage) -> None:
    thread = await opened(stage)
    stage.driver.pulse.run(0.0)
    old = stage.cell
    save(stage, thread, "v2")
    await stage.settle()
    old.die()
    assert (thread.state, thread.code, thread.restarts) == ("running", "v2", 0)


async def test_a_new_cell_that_dies_before_its_turn_is_made_good_for(stage: Stage) -> None:
    thread = await opened(stage)
    stage.driver.pulse.run(0.0)
    old = stage.cell
    save(stage, thread, "v2")
    await stage.settle()
    stage.cell.die()
    old.answer(stage.event(n=1))
    await stage.pass_time(1)
    assert (thread.state, thread.code) == ("running", "v2")


async def test_data_keeps_its_order_where_the_new_cell_dies_before_its_turn(stage: Stage) -> None:
    thread = await opened(stage)
    process = stage.driver.pulse.process
    process(b"1", lambda: None)
    old = stage.cell
    save(stage, thread, "v2")
    await stage.settle()
    process(b"2", lambda: None)
    process(b"3", lambda: None)
    stage.cell.die()
    process(b"4", lambda: None)
    old.answer(stage.event(n=1))
    await stage.settle()
    assert [pending.call for pending in stage.cell.calls] == [Process(b"2"), Process(b"3"), Process(b"4")]
    assert (thread.code, thread.restarts) == ("v2", 0)


async def test_where_there_is_no_room_for_a_second_cell_it_is_tried_again(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.failing = Overloaded("no room")
    save(stage, thread, "v2")
    await stage.settle()
    assert thread.code == "v1"
    stage.cells.failing = None
    await stage.pass_time(AGAIN + 0.5)
    assert thread.code == "v2"


async def test_what_there_was_no_room_for_is_not_tried_again_where_a_later_save_has_loaded(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    stage.cells.failing = Overloaded("no room")
    save(stage, thread, "v2")
    await stage.settle()
    stage.cells.failing = None
    save(stage, thread, "v3")
    await stage.pass_time(AGAIN + 0.5)
    assert (thread.code, len(stage.cells.cells)) == ("v3", 2)
    assert len(stage.timers) == 0


async def test_the_driver_hears_of_every_new_instance(stage: Stage) -> None:
    thread = await opened(stage)
    save(stage, thread, "v2")
    await stage.settle()
    stage.cell.die()
    await stage.pass_time(1)
    assert stage.driver.heard == ["start", "renewed", "renewed"]


async def test_a_thread_that_ends_leaves_no_cell_and_is_forgotten(stage: Stage) -> None:
    thread = await opened(stage)
    stage.driver.pulse.run(0.0)
    save(stage, thread, "v2")
    await stage.settle()
    old, new = stage.cells.cells
    thread.close()
    assert new.why is not None
    old.answer(stage.event(n=1))
    assert old.why is not None
    assert not stage.cells.owners


async def test_a_thread_that_ends_while_its_new_code_is_loaded_leaves_no_cell_and_is_forgotten(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    stage.cells.gate = asyncio.Event()
    save(stage, thread, "v2")
    await stage.settle()
    thread.close()
    stage.cells.gate.set()
    await stage.settle()
    assert len(stage.cells.cells) == 2
    assert all(cell.why is not None for cell in stage.cells.cells)
    assert not stage.cells.owners


async def test_a_thread_that_ends_while_code_is_loaded_that_fails_is_forgotten_too(stage: Stage) -> None:
    thread = await opened(stage)
    stage.cells.gate = asyncio.Event()
    save_broken(stage, thread)
    await stage.settle()
    thread.close()
    stage.cells.owners.add(thread)  # as reading the file does, at whatever moment that ends
    stage.cells.gate.set()
    await stage.settle()
    assert not stage.cells.owners


# --- what may not go on


def starting(stage: Stage) -> asyncio.Event:
    """What is loaded from now on is not ready before this is set."""
    stage.cells.gate = asyncio.Event()
    return stage.cells.gate


async def test_what_was_taken_away_ends_a_cell_that_retires_already_and_the_one_that_was_to_come(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    stage.driver.pulse.run(0.0)
    save(stage, thread, "v2")
    await stage.settle()
    old, stale = stage.cells.cells
    stage.driver.pulse.process(b"1", lambda: None)
    thread.renewal.renew(must=True)
    await stage.pass_time(LEAVE)
    assert (old.why is not None, stale.why is not None, stale.produced) == (True, True, 0)
    assert (len(stage.cells.cells), thread.restarts, thread.code) == (3, 0, "v2")
    assert [pending.call for pending in stage.cell.calls] == [Process(b"1")]


async def test_what_was_taken_away_ends_a_cell_in_time_however_slowly_the_next_one_loads(
    stage: Stage,
) -> None:
    thread = await opened(stage)
    old = stage.cell
    stage.driver.pulse.run(0.0)
    loaded = starting(stage)
    thread.renewal.renew(must=True)
    await stage.pass_time(LEAVE - 0.5)
    assert old.why is None
    await stage.pass_time(0.5)
    assert old.why is not None
    loaded.set()
    await stage.pass_time(1.0)
    assert (thread.cell is stage.cell, len(stage.cells.cells)) == (True, 2)


async def test_what_was_loading_when_something_was_taken_away_makes_no_call(stage: Stage) -> None:
    thread = await opened(stage)
    old = stage.cell
    stage.driver.pulse.run(0.0)
    loaded = starting(stage)
    save(stage, thread, "v2")
    await stage.settle()
    thread.renewal.renew(must=True)
    await stage.pass_time(LEAVE)
    stage.driver.pulse.process(b"1", lambda: None)
    loaded.set()
    await stage.pass_time(5.0)
    _, stale, last, *_ = stage.cells.cells
    assert (old.why is not None, stale.why is not None, stale.produced) == (True, True, 0)
    assert (thread.cell is last, last.why, thread.code, thread.restarts) == (True, None, "v2", 1)
    assert [pending.call for pending in last.calls] == [Process(b"1")]


async def test_what_was_taken_away_and_given_back_before_it_mattered_ends_nothing(stage: Stage) -> None:
    thread = await opened(stage)
    thread.renewal.renew(must=True)
    await stage.pass_time(2 * LEAVE)
    assert (thread.cell is stage.cells.cells[0], thread.restarts, len(stage.timers)) == (True, 0, 0)


async def test_nobody_is_told_that_a_version_runs_on_which_is_ended(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    thread = await opened(stage)
    stage.cells.file = stage.version("broken", fault=stage.died)
    thread.renewal.renew(must=True)
    await stage.settle()
    assert stage.cells.cells[0].why is not None
    assert "may not run on, the new one cannot be loaded" in caplog.text
    assert "runs on," not in caplog.text
    thread.close()
