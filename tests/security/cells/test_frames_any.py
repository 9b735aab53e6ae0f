"""Any bytes at all, cut in any way: the splitter gives the same frames, and an event is either read or refused."""

from __future__ import annotations

import contextlib
import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cocaine_sdk.topics import encode_field
from cocained.cells import events
from cocained.cells.frames import MAX_FRAME, FrameTooLarge, Splitter
from cocained.cells.inside.results import BadResult, encode_event
from cocained.cells.measures import MAX_DEPTH, MAX_FIELDS, MAX_NAME
from cocained.gateway.publisher import value_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


@given(st.lists(st.binary(max_size=300), max_size=20), st.lists(st.integers(0, 10_000), max_size=30))
def test_frames_are_the_same_however_the_stream_is_cut(bodies: list[bytes], places: list[int]) -> None:
    stream = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    splitter = Splitter()
    assert [frame for part in cut(stream, places) for frame in splitter.feed(part)] == bodies


@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=10))
def test_any_stream_gives_frames_until_it_announces_too_much(stream: bytes, places: list[int]) -> None:
    found: list[bytes] = []
    splitter = Splitter()
    with contextlib.suppress(FrameTooLarge):
        for part in cut(stream, places):
            found += splitter.feed(part)
    sent = b"".join(len(frame).to_bytes(4, "big") + frame for frame in found)
    assert stream.startswith(sent)
    assert all(len(frame) <= MAX_FRAME for frame in found)


def is_event(data: bytes) -> bool:
    """What python's own parser thinks of it."""
    try:
        found = json.loads(data, parse_constant=lambda _: 1 / 0)
        data.decode()
    except (ValueError, ZeroDivisionError, RecursionError):
        return False
    return isinstance(found, dict)


QUOTED = st.text(max_size=200).map(lambda text: ('{"a":"' + text + '"}').encode("utf-8", "replace"))
DUMPED = st.dictionaries(st.text(), JSON).map(lambda event: json.dumps(event).encode())


@given(st.binary(max_size=200) | QUOTED | DUMPED)
@settings(max_examples=300)
def test_an_event_is_read_or_refused_and_what_is_read_can_be_published(data: bytes) -> None:
    try:
        event = events.read(data)
    except events.HostileEvent:
        return
    assert not data or is_event(data)
    for name, value in event.fields.items():
        assert not any(byte in b" \t\r\n" for byte in encode_field(name).encode())
        value_of(value)


@given(st.dictionaries(st.text(), JSON, max_size=10) | JSON)
def test_what_a_source_may_return_the_host_reads_as_that(result: object) -> None:
    event = events.read(encode_event(result))
    expected = result if isinstance(result, dict) else {} if result is None else {"result": result}
    assert {name: json.loads(bytes(value)) for name, value in event.fields.items()} == expected


@given(st.integers(1, 2 * MAX_DEPTH), st.integers(1, 2 * MAX_FIELDS), st.integers(1, 2 * MAX_NAME))
def test_what_breaks_a_measure_is_refused_in_the_cell_and_never_takes_its_author_for_hostile(
    depth: int, fields: int, name: int
) -> None:
    nest: object = 1
    for _ in range(depth):
        nest = [nest]
    result = {"n" * name: nest, **{str(number): number for number in range(fields - 1)}}
    try:
        event = encode_event(result)
    except BadResult:
        assert depth + 1 > MAX_DEPTH or fields > MAX_FIELDS or name > MAX_NAME
    else:
        assert len(events.read(event).fields) == fields
