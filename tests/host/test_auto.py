"""The laws of the driver auto: n-th run at start + n·interval, whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.errors import MissingArgument
from cocaine_sdk.testing import FakeClock
from cocained.drivers.auto import Auto, AutoArguments
from cocained.timers import Timer, Timers


class Pulse:
    """A driver's surroundings that write down what it asks for."""

    def __init__(self, clock: FakeClock, started: float | None = None) -> None:
        self.clock = clock
        self.started = clock.time() if started is None else started
        self.timers = Timers(clock, clock.call_later)
        self.planned: list[float] = []
        self.made: list[float] = []
        self.skipped = 0

    def at(self, when: float, callback: Callable[[], None]) -> Timer:
        return self.timers.at(when, callback)

    def run(self, due: float) -> None:
        self.planned.append(due)
        self.made.append(self.clock.monotonic())

    def skip(self, runs: int, why: str) -> None:
        assert why
        self.skipped += runs


def auto(pulse: Pulse, interval: float) -> Auto:
    driver = Auto(AutoArguments(interval=interval), pulse)
    driver.start()
    return driver


@given(st.floats(1, 3000), st.lists(st.floats(0, 0.5), max_size=40))
def test_a_schedule_never_drifts_however_the_loop_stalls(interval: float, stalls: list[float]) -> None:
    pulse = Pulse(FakeClock())
    start = pulse.clock.monotonic()
    auto(pulse, interval)
    for stall in stalls:
        pulse.clock.stall(stall)
    pulse.clock.advance(3)
    turns = [(due - start) / (interval / 1000) for due in pulse.planned]
    assert all(abs(turn - round(turn)) < 1e-3 for turn in turns)
    assert all(late >= -1e-6 for late in (m - p for m, p in zip(pulse.made, pulse.planned, strict=True)))


@given(st.floats(2, 3000), st.lists(st.floats(0, 2), max_size=20))
def test_every_planned_run_is_either_made_or_counted_as_skipped(interval: float, stalls: list[float]) -> None:
    pulse = Pulse(FakeClock())
    start = pulse.clock.monotonic()
    auto(pulse, interval)
    for stall in stalls:
        pulse.clock.stall(stall)
    pulse.clock.advance(5)
    planned = (pulse.clock.monotonic() - start) / (interval / 1000)
    assert planned - 2 <= len(pulse.made) + pulse.skipped <= planned + 1


def test_the_first_run_comes_one_interval_after_the_start() -> None:
    pulse = Pulse(FakeClock())
    auto(pulse, 1000)
    pulse.clock.advance(0.999)
    assert pulse.made == []
    pulse.clock.advance(0.002)
    assert len(pulse.made) == 1


@given(st.floats(0, 1e6), st.floats(10, 5000))
def test_the_phase_of_the_first_start_is_kept_over_a_restart(age: float, interval: float) -> None:
    clock = FakeClock()
    started = clock.time() - age
    pulse = Pulse(clock, started)
    auto(pulse, interval)
    clock.advance(interval / 1000 + 0.01)
    unix = pulse.planned[0] - clock.monotonic() + clock.time()
    turns = (unix - started) / (interval / 1000)
    assert abs(turns - round(turns)) < 1e-2
    assert unix > clock.time() - interval / 1000 - 0.02


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86400.0 * 365])
def test_a_wall_clock_that_jumps_neither_stops_nor_floods_a_schedule(jump: float) -> None:
    pulse = Pulse(FakeClock())
    auto(pulse, 1000)
    pulse.clock.advance(2.5)
    pulse.clock.jump(jump)
    pulse.clock.advance(3)
    assert len(pulse.made) == 5
    assert pulse.skipped == 0


def test_a_suspended_machine_makes_one_run_and_counts_the_rest() -> None:
    pulse = Pulse(FakeClock())
    auto(pulse, 1000)
    pulse.clock.stall(3600.5)
    assert len(pulse.made) == 1
    assert pulse.skipped == 3599


def test_nothing_runs_after_stop() -> None:
    pulse = Pulse(FakeClock())
    driver = auto(pulse, 10)
    pulse.clock.advance(0.1)
    made = len(pulse.made)
    driver.stop()
    pulse.clock.advance(1)
    assert len(pulse.made) == made > 0


@pytest.mark.parametrize("interval", [None, 0, -1, float("nan"), "abc", 1e300, True, [5], {}, float("inf")])
def test_an_interval_that_makes_no_sense_is_refused_in_the_seeds_words(interval: object) -> None:
    with pytest.raises(MissingArgument, match=r"^no interval specified"):
        AutoArguments(interval=interval)


def test_equal_intervals_are_equal_however_they_are_written() -> None:
    assert AutoArguments(interval=5000) == AutoArguments(interval=5000.0)
