"""How limits slow a source down: its share of the processor, its events, its time; nothing of that is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk import failure
from cocaine_sdk.driver import Overlap
from cocained.cells.frames import MAX_DATA, Next, Process
from cocained.config.tables import LimitConfig
from cocained.core.contracts import NOTHING, Pending, Refused, Usage
from cocained.core.limits import MEMORY, STORE
from cocained.core.runs import CPU_SHARE, EVENTS, REPLACED, WAITING

if TYPE_CHECKING:
    from tests.host.conftest import Stage


def limit(stage: Stage, **limits: float) -> None:
    row = LimitConfig(source="python:///file.py/*", **limits)  # type: ignore[arg-type]
    stage.allowances.replace(MEMORY, STORE, [row] if limits else [])


async def opened(stage: Stage) -> Any:
    thread = stage.thread()
    await thread.open()
    return stage.task(thread)


def run(stage: Stage, overlap: Overlap = Overlap.SKIP) -> None:
    stage.driver.pulse.run(stage.clock.monotonic(), lambda: stage.driver.heard.append("then"), overlap)


def answer(stage: Stage, used: float, **event: int) -> None:
    """The call that runs has used so many seconds of processor time."""
    stage.cell.usage = Usage(stage.cell.usage.cpu + used, 0)
    stage.cell.answer(stage.event(**event) if event else NOTHING)


def skips(task: Any) -> dict[str, int]:
    return {why: skip.runs for why, skip in task.runs.skips.items()}


# --- a share of the processor


async def test_a_source_that_used_more_than_its_share_is_not_run_until_that_is_paid_off(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    run(stage)
    answer(stage, used=6.0)  # a second of it at once; the rest takes 10 s
    for _ in range(8):
        run(stage)
        await stage.pass_time(1.0)
    assert (skips(task), len(stage.cell.calls)) == ({CPU_SHARE: 8}, 0)
    await stage.pass_time(2.0)
    run(stage)
    assert len(stage.cell.calls) == 1


async def test_what_is_paid_off_within_a_second_is_waited_for(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    run(stage)
    answer(stage, used=1.4)
    run(stage)
    assert (skips(task), len(stage.cell.calls)) == ({}, 0)
    await stage.pass_time(1.0)
    assert (skips(task), len(stage.cell.calls)) == ({}, 1)


async def test_within_its_share_a_source_runs_as_ever(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    for n in range(100):
        run(stage)
        answer(stage, used=0.4, n=n)
        await stage.pass_time(1.0)
    assert (task.runs.total, skips(task)) == (100, {})


async def test_a_share_is_held_over_time_however_many_tasks_there_are(stage: Stage) -> None:
    limit(stage, cpu=0.25)
    thread = stage.thread()
    await thread.open()
    pulses = []
    for number in range(5):
        stage.task(thread, f"held:{number}")
        pulses.append(stage.driver.pulse)
    for _ in range(200):
        for pulse in pulses:
            pulse.run(stage.clock.monotonic())
        while stage.cell.calls:
            answer(stage, used=0.5, n=1)
        await stage.pass_time(1.0)
    assert (
        45 <= stage.cell.usage.cpu <= 53
    )  # of 200 s, with a second at once, a run, and up to a second's wait


async def test_a_run_that_waits_for_its_turn_is_refused_where_those_before_it_used_too_much(
    stage: Stage,
) -> None:
    limit(stage, cpu=0.1)
    thread = stage.thread()
    await thread.open()
    first = stage.task(thread, "held:1")
    run(stage)
    second = stage.task(thread, "held:2")
    run(stage)
    assert len(stage.cell.calls) == 1
    answer(stage, used=3.0, n=1)
    assert (first.runs.total, skips(second), len(stage.cell.calls)) == (1, {CPU_SHARE: 1}, 0)
    await stage.settle()


async def test_a_once_is_refused_with_the_reason_and_when_it_would_be_served(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    await opened(stage)
    run(stage)
    answer(stage, used=3.0)
    said: list[Any] = []
    stage.driver.pulse._thread.call(Pending(Next(), 5.0, said.append))
    (refused,) = said
    assert isinstance(refused, Refused)
    assert refused.why.code == failure.CPU_SHARE
    assert "its share of the processor, 0.5 cores" in refused.why.message
    assert "runs again in 4.0 s" in refused.why.hint
    assert "raise [[limit]] cpu of python:///file.py/*" in refused.why.hint


async def test_data_waits_in_its_order_until_the_share_allows_it(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    done: list[bytes] = []
    for data in (b"1", b"2", b"3"):
        stage.driver.pulse.process(data, lambda data=data: done.append(data))
    assert [pending.call for pending in stage.cell.calls] == [Process(b"1")]
    for handled in (1, 2, 3):
        answer(stage, used=2.0, n=1)
        assert len(done) == handled
        await stage.pass_time(20.0)
    assert (done, skips(task), task.runs.total) == ([b"1", b"2", b"3"], {}, 3)


async def test_a_run_that_may_queue_waits_for_the_share_and_a_second_one_is_skipped(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    run(stage, Overlap.QUEUE)
    answer(stage, used=6.0)
    for _ in range(3):
        run(stage, Overlap.QUEUE)
    assert (skips(task), len(stage.cell.calls)) == ({WAITING: 2}, 0)
    await stage.pass_time(11.0)
    assert len(stage.cell.calls) == 1


async def test_a_cell_that_died_of_its_work_is_not_started_again_before_that_is_paid_off(
    stage: Stage,
) -> None:
    limit(stage, cpu=0.1)
    await opened(stage)
    run(stage)
    stage.cell.usage = Usage(5.0, 0)
    stage.cell.die()
    await stage.pass_time(39.0)
    assert len(stage.cells.cells) == 1
    await stage.pass_time(2.0)
    assert len(stage.cells.cells) == 2


async def test_a_share_that_is_lifted_lets_what_waits_go_at_once(stage: Stage) -> None:
    limit(stage, cpu=0.001)
    task = await opened(stage)
    stage.driver.pulse.process(b"1", lambda: None)
    answer(stage, used=60.0)
    stage.driver.pulse.process(b"2", lambda: None)
    assert not stage.cell.calls
    limit(stage)
    task.thread.go_on()
    assert [pending.call for pending in stage.cell.calls] == [Process(b"2")]


async def test_what_was_used_before_there_was_a_share_is_not_held_against_the_source(stage: Stage) -> None:
    task = await opened(stage)
    for n in range(10):
        run(stage)
        answer(stage, used=100.0, n=n)
    limit(stage, cpu=0.001)
    task.thread.go_on()
    run(stage)
    assert len(stage.cell.calls) == 1


async def test_a_limit_that_changes_forgives_no_time_of_the_processor(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    run(stage)
    answer(stage, used=6.0)
    limit(stage, cpu=0.5, store=1024)
    task.thread.go_on()
    run(stage)
    assert (skips(task), len(stage.cell.calls)) == ({CPU_SHARE: 1}, 0)


async def test_a_crash_costs_the_data_that_it_was_at_and_none_of_what_waits(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    for data in (b"1", b"2", b"3"):
        stage.driver.pulse.process(data, lambda: None)
    stage.cell.die()
    await stage.pass_time(1.0)
    assert (task.runs.failed, task.thread.queue) == (1, 2)
    assert [pending.call for pending in stage.cell.calls] == [Process(b"2")]


async def test_a_call_that_a_dying_cell_hands_back_is_made_by_the_next(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    await opened(stage)
    for data in (b"1", b"2"):
        stage.driver.pulse.process(data, lambda: None)
    stage.cell.die()
    await stage.pass_time(1.0)
    assert [pending.call for pending in stage.cell.calls] == [Process(b"2")]
    answer(stage, used=0.1, n=1)
    assert stage.published.events[-1] == {"n": b"1"}


async def test_a_run_that_waits_for_its_share_is_replaced_by_the_next(stage: Stage) -> None:
    limit(stage, cpu=0.5)
    task = await opened(stage)
    run(stage)
    answer(stage, used=1.4)
    run(stage, Overlap.REPLACE)
    run(stage, Overlap.REPLACE)
    assert skips(task) == {REPLACED: 1}
    await stage.pass_time(1.0)
    assert len(stage.cell.calls) == 1


# --- events


async def test_events_beyond_the_rate_are_runs_not_made_and_counted_with_their_reason(stage: Stage) -> None:
    limit(stage, events=5.0)
    task = await opened(stage)
    for n in range(1000):
        run(stage)
        if stage.cell.calls:
            answer(stage, used=0.0, n=n)
        stage.clock.advance(0.01)
    await stage.settle()
    assert 50 <= len(stage.published.events) <= 56
    assert skips(task) == {EVENTS: 1000 - len(stage.published.events)}


async def test_a_run_without_an_event_costs_none(stage: Stage) -> None:
    limit(stage, events=1.0)
    task = await opened(stage)
    for _ in range(100):
        run(stage)
        answer(stage, used=0.0)
    assert (task.runs.total, skips(task)) == (100, {})


async def test_a_schedule_at_the_very_rate_loses_no_run_to_a_timer_that_is_late(stage: Stage) -> None:
    limit(stage, events=0.5)
    task = await opened(stage)
    for n in range(100):
        run(stage)
        answer(stage, used=0.0, n=n)
        stage.clock.advance(1.997 if n % 2 else 2.003)
    assert (task.runs.total, skips(task)) == (100, {})


async def test_all_threads_of_a_uri_have_one_rate(stage: Stage) -> None:
    limit(stage, events=4.0)
    tasks = []
    for name in (None, "a"):
        thread = stage.thread(name)
        await thread.open()
        tasks.append(stage.task(thread, f"held:{name}"))
        for n in range(3):
            run(stage)
            if stage.cell.calls:
                answer(stage, used=0.0, n=n)
    assert len(stage.published.events) == 4
    assert [skips(task) for task in tasks] == [{}, {EVENTS: 2}]
    await stage.settle()


async def test_data_beyond_the_rate_waits_and_none_of_it_is_lost(stage: Stage) -> None:
    limit(stage, events=2.0)
    task = await opened(stage)
    done: list[int] = []
    for number in range(6):
        stage.driver.pulse.process(b"%d" % number, lambda number=number: done.append(number))
    for _ in range(4):
        while stage.cell.calls:
            answer(stage, used=0.0, n=1)
        await stage.pass_time(1.0)
    assert (done, skips(task)) == ([0, 1, 2, 3, 4, 5], {})


async def test_data_that_is_refused_for_its_size_counts_as_the_event_that_says_so(stage: Stage) -> None:
    limit(stage, events=2.0)
    task = await opened(stage)
    for _ in range(2):
        stage.driver.pulse.process(bytes(MAX_DATA + 1), lambda: None)
    run(stage)
    assert (len(stage.published.events), skips(task)) == (2, {EVENTS: 1})
    await stage.settle()


async def test_data_that_is_refused_for_its_size_is_told_of_no_faster_than_the_rate(stage: Stage) -> None:
    limit(stage, events=1.0)
    task = await opened(stage)
    done: list[int] = []
    for number in range(100):
        stage.driver.pulse.process(bytes(MAX_DATA + 1), lambda number=number: done.append(number))
    assert len(stage.published.events) == 2
    await stage.pass_time(10.0)
    assert len(stage.published.events) == 12
    await stage.pass_time(90.0)
    assert (len(stage.published.events), done, skips(task)) == (100, [*range(100)], {})
    run(stage)
    assert len(stage.cell.calls) == 1


async def test_data_that_is_refused_for_its_size_keeps_its_place_among_what_waits(stage: Stage) -> None:
    limit(stage, events=1.0)
    await opened(stage)
    done: list[str] = []
    for size in (1, 1, 1, MAX_DATA + 1, 1):
        stage.driver.pulse.process(bytes(size), lambda size=size: done.append(str(size)))
    for _ in range(5):
        while stage.cell.calls:
            answer(stage, used=0.0, n=1)
        await stage.pass_time(1.0)
    assert done == ["1", "1", "1", str(MAX_DATA + 1), "1"]


async def test_a_run_that_may_queue_waits_for_the_rate(stage: Stage) -> None:
    limit(stage, events=1.0)
    task = await opened(stage)
    for _ in range(2):
        run(stage, Overlap.QUEUE)
        answer(stage, used=0.0, n=1)
    run(stage, Overlap.QUEUE)
    assert not stage.cell.calls
    await stage.pass_time(1.0)
    assert (len(stage.cell.calls), skips(task)) == (1, {})


async def test_what_waits_for_a_rate_that_is_lifted_goes_at_once(stage: Stage) -> None:
    limit(stage, events=0.001)
    task = await opened(stage)
    for _ in range(3):
        stage.driver.pulse.process(b"x", lambda: None)
    assert len(stage.cell.calls) == 2
    limit(stage)
    task.go_on()
    assert len(stage.cell.calls) == 3


async def test_a_task_that_is_dropped_leaves_no_timer(stage: Stage) -> None:
    limit(stage, events=0.001, cpu=0.001)
    task = await opened(stage)
    for _ in range(4):
        stage.driver.pulse.process(b"x", lambda: None)
    answer(stage, used=5.0, n=1)
    run(stage, Overlap.QUEUE)
    task.stop()
    task.thread.close()
    await stage.pass_time(2.0)
    assert len(stage.timers) == 0


# --- time


@pytest.mark.parametrize(("most", "given"), [(2.0, 2.0), (60.0, 5.0)])
async def test_a_call_has_no_more_time_than_the_limit_gives(stage: Stage, most: float, given: float) -> None:
    limit(stage, timeout=most)
    await opened(stage)
    run(stage)
    stage.driver.pulse.process(b"x", lambda: None)
    stage.driver.pulse.reschedule(lambda _: None)
    assert [pending.timeout for pending in stage.cell.calls] == [given] * 3


async def test_a_limit_of_time_holds_for_tasks_that_were_there_before(stage: Stage) -> None:
    await opened(stage)
    limit(stage, timeout=1.0)
    run(stage)
    assert stage.cell.calls[0].timeout == 1.0
    assert stage.cell.calls[0].said_by == "[[limit]] timeout of python:///file.py/*"
