"""The laws of the daemon's timers."""

from __future__ import annotations

import gc
import itertools
import random
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.testing import FakeClock
from cocained.core.timers import TICK, Timers


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def timers(clock: FakeClock) -> Timers:
    return Timers(clock, clock.call_later)


def test_a_timer_rings_once_and_never_early(clock: FakeClock, timers: Timers) -> None:
    rung: list[float] = []
    due = clock.monotonic() + 0.5004
    timers.at(due, lambda: rung.append(clock.monotonic()))
    clock.advance(0.5)
    assert rung == []
    clock.advance(10)
    assert len(rung) == 1
    assert due <= rung[0] <= due + 2 * TICK


@given(st.lists(st.floats(0, 5), max_size=60))
def test_timers_ring_in_the_order_of_their_times(delays: list[float]) -> None:
    clock = FakeClock()
    timers = Timers(clock, clock.call_later)
    rung: list[float] = []
    for delay in delays:
        timers.later(delay, lambda delay=delay: rung.append(delay))  # type: ignore[misc]
    clock.advance(6)
    assert sorted(rung) == sorted(delays)
    assert all(later >= earlier - TICK for earlier, later in itertools.pairwise(rung))


def test_a_cancelled_timer_never_rings(clock: FakeClock, timers: Timers) -> None:
    rung: list[str] = []
    timer = timers.later(1, lambda: rung.append("cancelled"))
    timers.later(1, lambda: rung.append("kept"))
    timer.cancel()
    timer.cancel()
    clock.advance(2)
    assert rung == ["kept"]


def test_a_timer_may_cancel_another_of_its_own_millisecond(clock: FakeClock, timers: Timers) -> None:
    rung: list[str] = []
    first = timers.later(1, lambda: (rung.append("first"), second.cancel()))  # type: ignore[func-returns-value]
    second = timers.at(first.when, lambda: rung.append("second"))
    clock.advance(2)
    assert rung == ["first"]


def test_a_thousand_timers_of_one_millisecond_take_one_wake_up(clock: FakeClock, timers: Timers) -> None:
    rung: list[int] = []
    for number in range(1000):
        timers.at(clock.monotonic() + 1, lambda number=number: rung.append(number))  # type: ignore[misc]
    clock.advance(2)
    assert rung == list(range(1000))
    assert clock.rings == 1


def test_an_earlier_timer_moves_the_wake_up_forward(clock: FakeClock, timers: Timers) -> None:
    rung: list[str] = []
    timers.later(100, lambda: rung.append("late"))
    timers.later(1, lambda: rung.append("early"))
    clock.advance(2)
    assert rung == ["early"]


def test_a_timer_set_for_now_from_a_callback_waits_for_the_next_round(
    clock: FakeClock, timers: Timers
) -> None:
    rounds: list[float] = []

    def again() -> None:
        rounds.append(clock.monotonic())
        if len(rounds) < 5:
            timers.at(clock.monotonic(), again)

    timers.at(clock.monotonic(), again)
    clock.advance(1)
    assert len(rounds) == 5
    assert all(b - a >= TICK * 0.99 for a, b in itertools.pairwise(rounds))


def test_a_callback_that_raises_costs_no_other_timer(clock: FakeClock, timers: Timers) -> None:
    rung: list[str] = []

    def fail() -> None:
        raise RuntimeError("a test's own")

    timers.later(1, fail)
    timers.later(1, lambda: rung.append("after"))
    clock.advance(2)
    assert rung == ["after"]


def test_timers_made_and_cancelled_for_ever_hold_no_memory(timers: Timers) -> None:
    chance = random.Random(1)
    for _ in range(20_000):
        timers.later(1000 + chance.random() * 1e6, lambda: None).cancel()
    assert len(timers) == 0
    assert len(timers._ticks) < 5000


class Woken:
    """Holds its timer, as whoever may cancel it does."""

    def __init__(self, timers: Timers, when: float) -> None:
        self.timer = timers.at(when, self.wake)

    def wake(self) -> None:
        """Nothing."""


@pytest.mark.parametrize("end", ["rung", "cancelled"])
def test_a_timer_that_is_over_does_not_hold_whom_it_called(
    clock: FakeClock, timers: Timers, end: str
) -> None:
    woken = Woken(timers, clock.monotonic() + 1)
    gone = weakref.ref(woken)
    if end == "cancelled":
        woken.timer.cancel()
    clock.advance(2)
    gc.disable()
    del woken
    try:
        assert gone() is None
    finally:
        gc.enable()
