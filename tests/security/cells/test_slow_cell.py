"""A cell that takes its time, that hears nothing, that never stops: it costs its own run, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.failure import Failure
from cocained.cells.frames import MAX_DATA, Logged, Next, Process, Produced, encode
from cocained.core.contracts import EventFields

if TYPE_CHECKING:
    from tests.security.cells.conftest import Trial

    Run = Callable[..., Awaitable[Trial]]

GOOD = encode(Produced(b'{"a":1}'))
ANNOUNCED = (1 << 20).to_bytes(4, "big")


def only(ended: Trial) -> object:
    (answer,) = ended.answers
    return answer


async def test_an_answer_that_comes_a_byte_at_a_time_is_an_answer(trial: Run) -> None:
    answer = only(await trial(GOOD, stays=False, how="a byte at a time"))
    assert isinstance(answer, EventFields)


async def test_an_answer_that_is_never_whole_runs_into_the_deadline(trial: Run) -> None:
    answer = only(await trial(ANNOUNCED + bytes(1 << 20), deadline=0.1, how="a byte at a time"))
    assert isinstance(answer, Failure)
    assert answer.code == "timeout"


@pytest.mark.parametrize("how", ["and reads nothing", "and stops itself"])
async def test_who_hears_nothing_is_killed_at_the_deadline_of_his_first_call(trial: Run, how: str) -> None:
    calls = [Process(bytes(MAX_DATA))] * 40
    ended = await trial(b"", calls=calls, deadline=0.3, how=how)
    assert isinstance(ended.answers[0], Failure)
    assert ended.answers[0].code == "timeout"
    assert len(ended.unstarted) == 39


@pytest.mark.parametrize("said", [b"", GOOD[:-1]])
async def test_who_hangs_up_and_lives_on_is_killed(trial: Run, said: bytes) -> None:
    answer = only(await trial(said, how="and hangs up"))
    assert isinstance(answer, Failure)
    assert answer.code == "source_died"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (encode(Logged("info", "x" * 60_000)), "log lines without end"),
        (GOOD, "an answer to no call"),
        (b"\xff" * 65_536, "is announced"),
        (b"\x00\x00\x00\x01\xc0" * 10_000, "a frame that is none"),
    ],
    ids=["lines", "answers", "ones", "nothings"],
)
async def test_who_speaks_without_end_is_ended_and_others_are_heard_meanwhile(
    trial: Run, said: bytes, words: str
) -> None:
    flood, quiet = await asyncio.gather(
        trial(said, how="without end"), trial(GOOD, stays=False), return_exceptions=False
    )
    assert words in flood.why[0].message
    assert isinstance(quiet.answers[0], EventFields)


async def test_descriptors_that_a_cell_sends_are_held_by_nobody(trial: Run) -> None:
    before = len(os.listdir("/proc/self/fd"))
    lines = encode(Logged("info", "x" * 300))
    ended = await trial(lines + GOOD, stays=False, how="with descriptors")
    assert isinstance(ended.answers[0], EventFields)
    assert len(os.listdir("/proc/self/fd")) <= before


async def test_a_call_that_comes_after_the_end_is_answered_with_the_reason(trial: Run) -> None:
    ended = await trial(b"\xff" * 8, calls=[Next()] * 3)
    assert len(ended.answers) + len(ended.unstarted) == 3
    assert "is announced" in ended.why[0].message
