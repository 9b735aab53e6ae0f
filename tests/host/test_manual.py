"""The laws of the driver manual: the source is asked at the start and after every run, and is run when it said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.driver import NoArguments
from cocaine_sdk.testing import FakePulse
from cocained.drivers.manual import LONGEST, PACE, Manual


def manual(pulse: FakePulse) -> Manual:
    driver = Manual(NoArguments(), pulse)
    driver.start()
    return driver


@given(st.lists(st.floats(0.2, 500), min_size=1, max_size=10))
def test_it_runs_when_the_source_said_to_the_millisecond(pauses: list[float]) -> None:
    pulse = FakePulse()
    now = pulse.clock.time()
    times = [now := now + pause for pause in pauses]
    pulse.next_times = [*times]
    begin = pulse.clock.monotonic() - pulse.clock.time()
    manual(pulse)
    pulse.clock.advance(sum(pauses) + 1)
    made = [made - begin for made in pulse.made[: len(times)]]
    assert made == pytest.approx(times, abs=0.002)


def test_it_asks_at_the_start_and_once_after_every_run() -> None:
    pulse = FakePulse()
    pulse.next_times = [pulse.clock.time() + n for n in (1, 2, 3)]
    manual(pulse)
    pulse.clock.advance(2.5)
    assert (pulse.asked, len(pulse.made)) == (3, 2)


def test_it_asks_only_after_the_run_has_ended() -> None:
    pulse = FakePulse(holding=True)
    pulse.next_times = [pulse.clock.time() + 1] * 2
    manual(pulse)
    pulse.clock.advance(100)
    assert (pulse.asked, len(pulse.made)) == (1, 1)
    pulse.finish()
    assert pulse.asked == 2


def test_a_time_in_the_past_runs_at_once() -> None:
    pulse = FakePulse(next_times=[0.0])
    manual(pulse)
    pulse.clock.advance(0.001)
    assert len(pulse.made) == 1


def test_times_in_the_past_for_ever_are_no_busy_loop() -> None:
    pulse = FakePulse(next_times=[0.0] * 1000)
    manual(pulse)
    pulse.clock.advance(10)
    assert 10 / PACE - 2 <= len(pulse.made) <= 10 / PACE + 1


def test_a_time_beyond_all_measure_is_waited_for() -> None:
    pulse = FakePulse(next_times=[1e300])
    driver = manual(pulse)
    pulse.clock.advance(100)
    assert pulse.made == []
    driver.stop()


def test_a_source_without_an_answer_is_asked_again_with_growing_pauses() -> None:
    pulse = FakePulse()
    manual(pulse)
    pulse.clock.advance(600)
    assert 600 / LONGEST < pulse.asked < 600 / LONGEST + 12
    pulse.next_times = [0.0]
    pulse.clock.advance(LONGEST)
    assert len(pulse.made) == 1


def test_a_new_instance_of_the_source_is_asked_for_its_own_plan() -> None:
    pulse = FakePulse()
    pulse.next_times = [pulse.clock.time() + 1e6, pulse.clock.time() + 5]
    driver = manual(pulse)
    pulse.clock.advance(1)
    driver.renewed()
    pulse.clock.advance(5)
    assert len(pulse.made) == 1


def test_a_wall_clock_set_far_back_has_the_source_plan_anew() -> None:
    pulse = FakePulse()
    pulse.next_times = [pulse.clock.time() + 10]
    manual(pulse)
    pulse.clock.advance(1)
    pulse.clock.jump(-86400)
    pulse.next_times = [pulse.clock.time() + 3]
    pulse.clock.advance(5)
    assert len(pulse.made) == 1


def test_a_wall_clock_set_forward_brings_the_run_at_once() -> None:
    pulse = FakePulse()
    pulse.next_times = [pulse.clock.time() + 86400]
    manual(pulse)
    pulse.clock.advance(1)
    pulse.clock.jump(86400)
    pulse.clock.advance(1)
    assert len(pulse.made) == 1


def test_nothing_runs_and_nobody_is_asked_after_stop() -> None:
    pulse = FakePulse(next_times=[0.0] * 100)
    driver = manual(pulse)
    pulse.clock.advance(1)
    driver.stop()
    before = len(pulse.made)
    pulse.clock.advance(100)
    assert len(pulse.made) == before
