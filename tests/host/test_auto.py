"""The laws of the driver auto: n-th run at start + n·interval, whatever happens."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.driver import Overlap
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.schedule import DOWN, MOST_MADE_UP, Missed
from cocaine_sdk.testing import FakeClock, FakePulse
from cocained.drivers.auto import LATE, Auto, AutoArguments


def auto(pulse: FakePulse, interval: float, **more: object) -> Auto:
    driver = Auto(AutoArguments(interval=interval, **more), pulse)  # type: ignore[arg-type]
    driver.start()
    return driver


def unix(pulse: FakePulse) -> list[float]:
    return [due - pulse.clock.monotonic() + pulse.clock.time() for due in pulse.due]


@given(st.floats(1, 3000), st.lists(st.floats(0, 0.5), max_size=40))
def test_a_schedule_never_drifts_however_the_loop_stalls(interval: float, stalls: list[float]) -> None:
    pulse = FakePulse()
    start = pulse.clock.monotonic()
    auto(pulse, interval)
    for stall in stalls:
        pulse.clock.stall(stall)
    pulse.clock.advance(3)
    turns = [(due - start) / (interval / 1000) for due in pulse.due]
    assert all(abs(turn - round(turn)) < 1e-3 for turn in turns)
    assert all(late >= -1e-6 for late in (m - p for m, p in zip(pulse.made, pulse.due, strict=True)))


@given(st.floats(2, 3000), st.lists(st.floats(0, 2), max_size=20))
def test_every_planned_run_is_either_made_or_counted_as_skipped(interval: float, stalls: list[float]) -> None:
    pulse = FakePulse()
    start = pulse.clock.monotonic()
    auto(pulse, interval)
    for stall in stalls:
        pulse.clock.stall(stall)
    pulse.clock.advance(5)
    planned = (pulse.clock.monotonic() - start) / (interval / 1000)
    assert planned - 2 <= len(pulse.made) + pulse.skipped.total() <= planned + 1


def test_the_first_run_comes_one_interval_after_the_start() -> None:
    pulse = FakePulse()
    auto(pulse, 1000)
    pulse.clock.advance(0.999)
    assert pulse.made == []
    pulse.clock.advance(0.002)
    assert len(pulse.made) == 1


@given(st.floats(0, 1e6), st.floats(10, 5000))
def test_the_phase_of_the_first_start_is_kept_over_a_restart(age: float, interval: float) -> None:
    clock = FakeClock()
    started = clock.time() - age
    pulse = FakePulse(clock, started)
    auto(pulse, interval)
    clock.advance(interval / 1000 + 0.01)
    turns = (unix(pulse)[0] - started) / (interval / 1000)
    assert abs(turns - round(turns)) < 1e-2
    assert unix(pulse)[0] > clock.time() - interval / 1000 - 0.02


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86400.0 * 365])
def test_a_wall_clock_that_jumps_neither_stops_nor_floods_a_schedule(jump: float) -> None:
    pulse = FakePulse()
    auto(pulse, 1000)
    pulse.clock.advance(2.5)
    pulse.clock.jump(jump)
    pulse.clock.advance(3)
    assert len(pulse.made) == 5
    assert pulse.skipped.total() == 0


def test_a_daemon_that_was_stopped_for_an_hour_makes_one_run_and_counts_the_rest() -> None:
    pulse = FakePulse()
    auto(pulse, 1000)
    pulse.clock.stall(3600.5)
    assert len(pulse.made) == 1
    assert pulse.skipped[LATE] == 3599


def test_nothing_runs_after_stop() -> None:
    pulse = FakePulse()
    driver = auto(pulse, 10)
    pulse.clock.advance(0.1)
    made = len(pulse.made)
    driver.stop()
    pulse.clock.advance(1)
    assert len(pulse.made) == made > 0


# --- align and jitter


@given(st.floats(0, 1e6), st.sampled_from([250, 1000, 60_000, 3_600_000]))
def test_an_aligned_schedule_runs_on_multiples_of_its_interval_since_the_epoch(
    age: float, interval: int
) -> None:
    pulse = FakePulse(FakeClock(time=1_700_000_000.0 + age))
    auto(pulse, interval, align=True)
    pulse.clock.advance(3 * interval / 1000)
    assert len(pulse.made) in (3, 4)  # a last one may be due at this very millisecond
    turns = [when / (interval / 1000) for when in unix(pulse)]
    assert all(abs(turn - round(turn)) < 1e-2 for turn in turns)


@pytest.mark.parametrize("jump", [1234.5, -86_400.25, 86400.0 * 365])
def test_an_aligned_schedule_follows_a_wall_clock_that_is_set(jump: float) -> None:
    pulse = FakePulse()
    auto(pulse, 60_000, align=True)
    pulse.clock.advance(150)
    pulse.clock.jump(jump)
    before = len(pulse.made)
    pulse.clock.advance(300)
    assert 4 <= len(pulse.made) - before <= 6
    assert all(abs(when / 60 - round(when / 60)) < 1e-3 for when in unix(pulse)[before + 1 :])


@given(st.floats(0, 0.999), st.floats(1001, 900_000))
def test_a_jitter_longer_than_the_interval_comes_to_what_is_left_of_it_after_whole_intervals(
    spread: float, jitter: float
) -> None:
    pulse = FakePulse(spread=spread)
    start = pulse.clock.monotonic()
    auto(pulse, 1000, jitter=jitter)
    pulse.clock.advance(5.5)
    phase = math.fmod(spread * jitter / 1000, 1)
    assert pulse.due[0] - start == pytest.approx(phase, abs=1e-6) or phase < 1e-6
    assert len(pulse.due) in (5, 6)


@given(st.floats(0, 0.999), st.floats(0, 900))
def test_a_jitter_moves_the_whole_schedule_by_the_same_and_never_changes_its_period(
    spread: float, jitter: float
) -> None:
    pulse = FakePulse(spread=spread)
    start = pulse.clock.monotonic()
    auto(pulse, 1000, jitter=jitter)
    pulse.clock.advance(5.5)
    offsets = [due - start - round(due - start - spread * jitter / 1000) for due in pulse.due]
    assert offsets == pytest.approx([spread * jitter / 1000] * len(offsets), abs=1e-6)
    assert len(offsets) >= 4


# --- missed


@pytest.mark.parametrize(("missed", "made"), [(Missed.SKIP, 0), (Missed.ONCE, 1), (Missed.ALL, 5)])
@pytest.mark.parametrize("align", [False, True])
def test_what_was_due_while_the_daemon_was_down_is_made_up_for_as_the_task_says(
    missed: Missed, made: int, align: bool
) -> None:
    clock = FakeClock(time=1_700_000_005.5)
    pulse = FakePulse(clock, started=1_699_999_990.0, last=1_700_000_000.0)
    auto(pulse, 1000, missed=missed, align=align)
    clock.advance(0.4)
    assert unix(pulse) == pytest.approx([1_700_000_006.0 - n for n in range(made, 0, -1)])
    assert pulse.skipped[DOWN] == 5 - made


@pytest.mark.parametrize(
    ("more", "missed"), [({}, 2), ({"align": True}, 3), ({"jitter": 900_000}, 3), ({"jitter": 60_000}, 3)]
)
def test_of_a_task_that_never_ran_all_that_was_due_since_its_start_was_missed(
    more: dict[str, object], missed: int
) -> None:
    started = 1_700_000_000.0004 - 1_700_000_000 % 3600 + 2400  # 20 minutes before a full hour
    clock = FakeClock(time=started + 2 * 3600 + 1800)
    pulse = FakePulse(clock, started=started, last=round(started, 3), spread=0.5)
    auto(pulse, 3_600_000, **more)
    assert pulse.skipped[DOWN] == missed


def test_making_up_waits_for_each_run_and_has_its_bounds() -> None:
    pulse = FakePulse(FakeClock(), started=1_690_000_000.0, last=1_699_000_000.0, holding=True)
    auto(pulse, 60_000, missed=Missed.ALL)
    pulse.clock.advance(0)
    assert len(pulse.made) == 1
    for _ in range(MOST_MADE_UP - 1):
        pulse.finish()
    assert len(pulse.made) == MOST_MADE_UP
    pulse.finish()
    assert len(pulse.made) == MOST_MADE_UP
    assert pulse.skipped[DOWN] == 1_000_000 // 60 - MOST_MADE_UP


def test_a_wall_clock_that_went_back_while_the_daemon_was_down_has_missed_nothing() -> None:
    pulse = FakePulse(FakeClock(), started=1_699_000_000.0, last=1_700_003_600.0)
    auto(pulse, 1000, missed=Missed.ALL)
    pulse.clock.advance(2.5)
    assert pulse.skipped.total() == 0
    assert len(pulse.made) in (2, 3)


def test_where_the_last_run_is_not_known_nothing_was_missed() -> None:
    pulse = FakePulse(FakeClock(), started=1_690_000_000.0)
    auto(pulse, 1000, missed=Missed.ALL)
    assert (pulse.made, pulse.skipped.total()) == ([], 0)


# --- arguments


def test_overlap_is_handed_on() -> None:
    pulse = FakePulse()
    auto(pulse, 1000, overlap=Overlap.QUEUE)
    pulse.clock.advance(1)
    assert pulse.overlaps == [Overlap.QUEUE]


@pytest.mark.parametrize("interval", [None, 0, -1, float("nan"), "abc", 1e300, True, [5], {}, float("inf")])
def test_an_interval_that_makes_no_sense_is_refused_in_the_seeds_words(interval: object) -> None:
    with pytest.raises(MissingArgument, match=r"^no interval specified"):
        AutoArguments(interval=interval)


@pytest.mark.parametrize("jitter", [-1.0, float("nan"), float("inf"), 1e300])
def test_a_jitter_that_makes_no_sense_is_refused_by_name(jitter: float) -> None:
    with pytest.raises(BadArgument, match="jitter"):
        AutoArguments(interval=1000, jitter=jitter)


def test_equal_intervals_are_equal_however_they_are_written() -> None:
    assert AutoArguments(interval=5000) == AutoArguments(interval=5000.0)
