"""A token's rate, and its log of refusals, on a clock that the test holds."""

from __future__ import annotations

import logging

import pytest

from cocaine_sdk.errors import InvalidSignature, RateLimited, UnauthorizedUser
from cocaine_sdk.testing import FakeClock
from cocained.core.authority.permits import Permit
from cocained.core.authority.records import Terms
from cocained.core.authority.tally import REASONS, Tally


def spent(permit: Permit, now: float, count: int) -> int:
    """How many of so many requests at one moment there was room for."""
    done = 0
    for _ in range(count):
        try:
            permit.spend(now)
            done += 1
        except RateLimited:
            pass
    return done


@pytest.mark.parametrize(
    ("rate", "at_once", "in_ten_seconds"), [(5, 5, 50), (0.5, 1, 5), (1000, 1000, 10_000)]
)
def test_a_rate_is_a_second_of_it_at_once_and_then_as_much_as_it_says(
    rate: float, at_once: int, in_ten_seconds: int
) -> None:
    permit = Permit("alice", Terms(rate=rate))
    assert spent(permit, 100.0, 2 * at_once) == at_once
    later = sum(spent(permit, 100.0 + step / 100, 100) for step in range(1, 1001))
    assert later == pytest.approx(in_ten_seconds, abs=1)


def test_a_clock_that_stands_still_gives_nothing() -> None:
    permit = Permit("alice", Terms(rate=2.0))
    assert spent(permit, 100.0, 10) == 2
    assert spent(permit, 100.0, 10) == 0
    assert spent(permit, 99.0, 10) == 0


def test_a_look_at_the_rate_takes_nothing_of_it() -> None:
    permit = Permit("alice", Terms(rate=1.0))
    for _ in range(10):
        permit.check_rate(100.0)
    assert spent(permit, 100.0, 10) == 1
    with pytest.raises(RateLimited, match="the next one in 1 s"):
        permit.check_rate(100.0)


def test_without_terms_nothing_is_limited() -> None:
    permit = Permit("alice", Terms())
    permit.check_action("reload")
    assert permit.is_everywhere
    assert permit.covers("anything")
    assert spent(permit, 0.0, 1000) == 1000


def test_terms_that_name_nothing_allow_nothing() -> None:
    permit = Permit("alice", Terms(uris=()))
    assert not permit.is_everywhere
    assert not permit.covers("python:///disk.py/Disk")


def test_every_reason_is_counted_from_the_start() -> None:
    assert set(Tally(FakeClock()).counts.values()) == {0}
    assert len(set(REASONS)) == len(REASONS)


def test_the_log_has_the_first_refusal_of_a_token_and_then_one_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FakeClock()
    tally = Tally(clock)
    with caplog.at_level(logging.WARNING):
        for _ in range(1000):
            tally.refused(InvalidSignature(), "alice")
            clock.advance(0.125)
    assert len(caplog.messages) == 3
    assert "'alice'" in caplog.messages[0]
    assert "invalid signature … and 479 more since the last line" in caplog.messages[1]
    assert tally.counts["invalid_signature"] == 1000


def test_tokens_that_anybody_can_make_up_share_their_lines(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally(FakeClock())
    with caplog.at_level(logging.WARNING):
        for _ in range(1000):
            tally.refused(UnauthorizedUser(), "")
    assert len(caplog.messages) == 1


def test_one_token_does_not_hide_another_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally(FakeClock())
    with caplog.at_level(logging.WARNING):
        for token in ("alice", "alice", "bob", "a\nb\x1b[2J"):
            tally.refused(InvalidSignature(), token)
    assert len(caplog.messages) == 3
    assert not any("\n" in message or "\x1b" in message for message in caplog.messages)
