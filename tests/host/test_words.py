"""The laws of what a source may say."""

from __future__ import annotations

import logging

import pytest

from cocained.core.words import BURST, KEPT, RATE, Words


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_a_source_that_prints_for_ever_stays_within_its_budget(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    words = Words("loud", now=0.0)
    for number in range(100_000):
        words.say("info", f"line {number}", now=number / 100_000)
    assert len(lines(caplog)) <= BURST + RATE + 1


def test_what_was_dropped_is_counted_out_loud(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    words = Words("loud", now=0.0)
    for _ in range(int(BURST) + 7):
        words.say("info", "again", now=0.0)
    words.say("info", "later", now=60.0)
    assert any("7 lines of its log were dropped" in line for line in lines(caplog))
    assert lines(caplog)[-1] == "loud: later"


def test_the_last_lines_are_kept_even_beyond_the_budget() -> None:
    words = Words("loud", now=0.0)
    for number in range(5000):
        words.say("info", str(number), now=0.0)
    assert [message for _, message in words.last] == [str(n) for n in range(5000 - KEPT, 5000)]
