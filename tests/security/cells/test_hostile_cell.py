"""Whatever a cell sends, it costs that cell alone: it is ended with a failure that says so, and the host stays well.

Each cell here is a real process on a real socket, past all walls; the host's side of it is the one that the daemon has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec
import pytest

from cocaine_sdk.failure import Failure
from cocained.cells.frames import (
    MAX_FRAME,
    Close,
    Exhausted,
    Failed,
    Load,
    Loaded,
    Logged,
    Next,
    Produced,
    Rescheduled,
    StoreGet,
    StoreIncr,
    encode,
)
from cocained.cells.outside import Connect, OpenFile, ReadEnv, Want
from cocained.core.contracts import EventFields

if TYPE_CHECKING:
    from tests.security.cells.conftest import Trial

    Run = Callable[..., Awaitable[Trial]]


def raw(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def produced(event: bytes) -> bytes:
    return raw(msgspec.msgpack.encode({"type": "produced", "event": event}))


GOOD = encode(Produced(b'{"a":1}'))
HOSTILE: dict[str, tuple[bytes, str]] = {
    "zeros": (bytes(1000), "a frame that is none"),
    "an empty frame": (raw(b""), "a frame that is none"),
    "ones": (b"\xff" * 1000, "a frame of 4294967295 bytes is announced"),
    "a frame one byte too large": (
        (MAX_FRAME + 1).to_bytes(4, "big"),
        f"a frame of {MAX_FRAME + 1} bytes is announced",
    ),
    "a whole frame of noise": (raw(bytes(range(256)) * 4096), "a frame that is none"),
    "JSON": (raw(b'{"type":"produced","event":""}'), "a frame that is none"),
    "a frame of nobody": (
        raw(msgspec.msgpack.encode({"type": "root", "please": True})),
        "a frame that is none",
    ),
    "a frame of the host": (encode(Next()), "a frame that is none"),
    "a frame without a type": (raw(msgspec.msgpack.encode({"event": b""})), "a frame that is none"),
    "a frame of the wrong shape": (
        raw(msgspec.msgpack.encode({"type": "loaded", "capabilities": "all"})),
        "a frame that is none",
    ),
    "a type of a list": (raw(msgspec.msgpack.encode({"type": []})), "a frame that is none"),
    "a nest of frames": (raw(b"\x91" * 500_000), "a frame that is none"),
    "words that are no UTF-8": (
        raw(b"\x82\xa4type\xa6logged\xa5level\xa2\xff\xfe\xa7message\xa0"),
        "a frame that is none",
    ),
    "two answers": (GOOD + GOOD, "an answer to no call"),
    "an answer of a load": (encode(Loaded(7)), "an answer to another question"),
    "an answer of a reschedule": (encode(Rescheduled(0.0)), "an answer to another question"),
    "an event that is no JSON": (produced(b"hello"), "an event that is no JSON object"),
    "an event that is no object": (produced(b"[1]"), "an event that is no JSON object"),
    "an event of null": (produced(b"null"), "an event that is no JSON object"),
    "an event cut short": (produced(b'{"a":1'), "an event that is no JSON object"),
    "two events in one": (produced(b'{"a":1}{"a":2}'), "an event that is no JSON object"),
    "an event with a tail": (produced(b'{"a":1}\n]'), "an event that is no JSON object"),
    "an event that is no UTF-8": (produced(b'{"a":"\xff\xfe"}'), "an event that is no JSON object"),
    "a name that is no UTF-8": (produced(b'{"\xff":1}'), "an event that is no JSON object"),
    "a surrogate by half": (produced(rb'{"a":"\ud800"}'), "an event that is no JSON object"),
    "a surrogate by half inside": (produced(rb'{"a":{"b":["\udfff"]}}'), "an event that is no JSON object"),
    "NaN": (produced(b'{"a":NaN}'), "an event that is no JSON object"),
    "a bare control": (produced(b'{"a":"\x00"}'), "an event that is no JSON object"),
    "a nest of 10,000": (produced(b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}"), "an event"),
    "a nest of 200": (produced(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}"), "an event nested too deeply"),
    "100,000 fields": (
        produced(b"{" + b",".join(b'"%d":1' % n for n in range(100_000)) + b"}"),
        "100000 fields",
    ),
    "a name without measure": (produced(b'{"' + b"n" * 300 + b'":1}'), "a field name without measure"),
    "log lines without end": (encode(Logged("info", "x")) * 10_000, "log lines without end"),
    "two store calls at once": (encode(StoreGet("a")) + encode(StoreGet("b")), "a store call out of turn"),
    "a store call after its answer": (GOOD + encode(StoreGet("a")), "a store call out of turn"),
    "a question behind a store call": (
        encode(StoreGet("a")) + encode(ReadEnv("HOME")),
        "a question about what is outside out of turn",
    ),
    "a frame of a zygote": (
        raw(msgspec.msgpack.encode({"type": "exited", "cell": 1, "status": 0, "cpu": 0.0, "memory": 0})),
        "a frame that is none",
    ),
    "a number past all": (
        raw(b"\x82\xa4type\xa8produced\xa5event\xcf" + b"\xff" * 8),
        "a frame that is none",
    ),
    "a length that is a lie": (
        raw(b"\x82\xa4type\xa8produced\xa5event\xc6\xff\xff\xff\xff"),
        "a frame that is none",
    ),
    "a file, of a kind that reaches nothing": (
        encode(OpenFile("/")),
        "a question about what is outside out of turn",
    ),
    "a store call and a file": (encode(StoreGet("a")) + encode(OpenFile("/")), "outside out of turn"),
    "wishes in the middle of a run": (encode(Want(read=("/",))), "outside out of turn"),
}
UNCALLED: dict[str, tuple[bytes, str]] = {
    "an event": (GOOD, "an answer to no call"),
    "a failure": (encode(Failed(Failure(code="x", message="y"))), "an answer to no call"),
    "an end": (encode(Exhausted()), "an answer to no call"),
    "a load": (encode(Loaded(1)), "an answer to no call"),
    "a store call": (encode(StoreIncr("a", 1)), "a store call out of turn"),
    "a connection": (encode(Connect("a", 1, 1.0)), "outside out of turn"),
    "log lines": (encode(Logged("info", "x")) * 10_000, "log lines without end"),
    "garbage": (raw(b"garbage"), "a frame that is none"),
}


def is_hostile(why: Failure, words: str) -> bool:
    return (
        why.code == "source_died"
        and words in why.message
        and "was ended" in why.message
        and "hostile" in why.hint
    )


@pytest.mark.parametrize(("said", "words"), HOSTILE.values(), ids=HOSTILE)
async def test_a_cell_that_breaks_the_rules_is_ended_and_named(trial: Run, said: bytes, words: str) -> None:
    ended = await trial(said)
    assert is_hostile(ended.why[0], words), ended.why


@pytest.mark.parametrize(("said", "words"), UNCALLED.values(), ids=UNCALLED)
async def test_a_cell_that_speaks_before_it_is_asked_is_ended(trial: Run, said: bytes, words: str) -> None:
    ended = await trial(said, calls=())
    assert is_hostile(ended.why[0], words), ended.why


async def test_an_event_is_no_answer_to_a_load(trial: Run) -> None:
    ended = await trial(GOOD, calls=[Load("toy:///x", None)])
    assert is_hostile(ended.why[0], "an answer to another question")
    assert ended.answers == ended.why


async def test_nothing_answers_a_close(trial: Run) -> None:
    ended = await trial(GOOD, calls=[Close()])
    assert is_hostile(ended.why[0], "an answer to another question")


@pytest.mark.parametrize("said", [b"", b"\0\0", GOOD[:-1], (1000).to_bytes(4, "big") + b"x"])
async def test_half_a_frame_and_then_silence_runs_into_the_deadline(trial: Run, said: bytes) -> None:
    ended = await trial(said, deadline=0.05)
    (answer,) = ended.answers
    assert isinstance(answer, Failure)
    assert (answer.code, ended.why) == ("timeout", [answer])


@pytest.mark.parametrize("said", [b"", b"\0\0", GOOD[:-1]])
async def test_an_end_in_the_midst_of_a_run_is_that_runs_failure(trial: Run, said: bytes) -> None:
    ended = await trial(said, stays=False)
    (answer,) = ended.answers
    assert isinstance(answer, Failure)
    assert (answer.code, answer.message) == ("source_died", "the source ended its cell (status 0)")


async def test_calls_that_had_not_begun_are_handed_back(trial: Run) -> None:
    ended = await trial(GOOD + raw(b"garbage"), calls=[Next()] * 40)
    assert isinstance(ended.answers[0], EventFields)
    assert isinstance(ended.answers[1], Failure)
    assert (len(ended.answers), len(ended.unstarted)) == (2, 38)


async def test_what_a_cell_said_before_its_end_is_heard(trial: Run) -> None:
    """Its last frame may still stand in the socket when the news of its end arrives."""
    last = Failed(Failure(code="syntax_error", message="last words"))
    ended = await trial(encode(Logged("info", "x" * 1000)) * 100 + encode(last), stays=False)
    (answer,) = ended.answers
    assert isinstance(answer, Failure)
    assert answer.message == "last words"
    assert len(ended.lines) == 100


async def test_words_are_cut_to_measure_and_codes_are_those_of_sources(trial: Run) -> None:
    failure = Failure(
        code="access_denied",
        message="m" * 100_000,
        file="f" * 100_000,
        text="t" * 100_000,
        hint="h" * 100_000,
        column=2**60,
    )
    logged = encode(Logged("critical", "l" * 100_000))
    ended = await trial(logged + encode(Failed(failure)), stays=False)
    (answer,) = ended.answers
    assert isinstance(answer, Failure)
    assert answer.code == "source_error"
    assert len(answer.sentence()) < 20_000
    ((level, words),) = ended.lines
    assert (level, len(words) < 10_000) == ("info", True)


async def test_a_name_given_twice_is_one_field_the_last(trial: Run) -> None:
    ended = await trial(produced(b'{"a":1,"a":2}'), stays=False)
    (answer,) = ended.answers
    assert isinstance(answer, EventFields)
    assert {name: bytes(value) for name, value in answer.fields.items()} == {"a": b"2"}


async def test_an_answer_of_the_store_past_a_frame_ends_the_cell_that_made_it_so(trial: Run) -> None:
    """A value that just fits into the frame that stores it does not fit into the one that gives it back."""
    ended = await trial(encode(StoreGet("huge")))
    assert is_hostile(ended.why[0], "a store call past all measure"), ended.why
