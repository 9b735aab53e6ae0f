"""Any bytes out of a cell: the law of `fuzz/targets/cells.py`, by what hypothesis makes up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocained.cells import frames, outside
from cocained.cells.frames import MAX_FRAME
from fuzz.targets import cells

SECRET = st.just(cells.SECRET)
TAGS = SECRET | st.sampled_from([str(said.__struct_config__.tag) for said in cells._SAID])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20)
    | st.binary(max_size=20) | SECRET
    | st.sampled_from(["/srv/data", "/srv/database", "/srv/data/..", "db.example.com", "https://api.example.com/v1/x"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip
FIELDS = st.sampled_from(
    ["type", "event", "failure", "last", "level", "message", "key", "value", "by", "expected", "new", "when",
     "capabilities", "path", "host", "port", "timeout", "url", "method", "headers", "body", "name", "read", "connect",
     "fetch", "env", "code", "file", "line", "column", "text", "hint"]
)  # fmt: skip
PATHS = st.lists(
    SECRET
    | st.sampled_from(
        ["/", "srv", "data", "..", ".", "database", "etc", "%2e", "proc", "stat", "self", "\0", "é"]
    ),
    max_size=8,
).map("".join)
HOSTS = st.lists(
    SECRET
    | st.sampled_from(
        ["db", ".", "example", "com", "127.0.0.1", "127.1", "0x7f", "[::1]", "@", " ", "DB", "\u212a"]
    ),
    max_size=6,
).map("".join)
URLS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://", "HTTPS://", "http://", "https:", "//", "https://user@"]),
    HOSTS | st.just("api.example.com"),
    st.sampled_from(
        [
            "/v1/",
            "/v1",
            "/v1/x",
            f"/v1/x?{cells.SECRET}",
            f"/{cells.SECRET}",
            "/v1/../etc",
            "/v1/%2e%2e/x",
            "/v1;/x",
            "/v1//x",
            ":443/v1/x",
            ":80/v1/x",
            "/v1/\\..\\x",
        ]
    ),
)


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """What has the look of a frame: any tag, with any fields."""
    fields: dict[str, Any] = draw(st.dictionaries(FIELDS, VALUES, max_size=5))
    return cells.framed(msgspec.msgpack.encode({"type": draw(TAGS), **fields}))


QUESTIONS = (
    st.builds(outside.OpenFile, PATHS)
    | st.builds(outside.Connect, HOSTS, st.integers(-1, 70_000), st.floats(allow_nan=True))
    | st.builds(
        outside.FetchUrl,
        URLS,
        st.sampled_from(["GET", "", "GET\r\n"]),
        st.just((("a", "b"),)),
        st.none(),
        st.floats(),
    )
    | st.builds(outside.ReadEnv, st.text(max_size=8) | SECRET)
    | st.builds(
        outside.Want,
        st.lists(PATHS, max_size=2).map(tuple),
        st.just(()),
        st.lists(URLS, max_size=2).map(tuple),
    )
).map(frames.encode)
CALLS = st.integers(0, 255).map(lambda number: bytes([number]))


@given(
    CALLS,
    st.binary(max_size=400) | st.lists(st.binary(max_size=60).map(cells.framed), max_size=4).map(b"".join),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_answered_or_condemn_the_cell(call: bytes, stream: bytes) -> None:
    cells.law(call + stream)


@given(CALLS, st.lists(messages(), max_size=4).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_frames_with_any_fields_are_answered_or_condemn_the_cell(call: bytes, stream: bytes) -> None:
    cells.law(call + stream)


@given(CALLS, st.lists(QUESTIONS, max_size=4).map(b"".join))
@settings(max_examples=500, deadline=None)
def test_whatever_a_cell_asks_for_nobody_is_sent_beyond_its_grants(call: bytes, stream: bytes) -> None:
    cells.law(call + stream)


LARGE = "x" * (MAX_FRAME - 200)
HUGE: dict[str, msgspec.Struct] = {
    "a path": outside.OpenFile(f"/srv/data/{LARGE}"),
    "a path that is none": outside.OpenFile(LARGE),
    "a host": outside.Connect(LARGE, 80, 1.0),
    "a URL": outside.FetchUrl(f"https://api.example.com/v1/{LARGE[:-100]}", "GET", (), None, 1.0),
    "a URL that is none": outside.FetchUrl(LARGE[:-100], "GET", (), None, 1.0),
    "a method": outside.FetchUrl("https://api.example.com/v1/x", LARGE[:-200], (), None, 1.0),
    "a header": outside.FetchUrl("https://api.example.com/v1/x", "GET", ((LARGE[:-200], ""),), None, 1.0),
    "a variable": outside.ReadEnv(LARGE),
    "a wish": outside.Want(read=(f"/{LARGE}",)),
    "a wish that is none": outside.Want(connect=(LARGE,)),
    "many wishes": outside.Want(env=tuple(f"A{number}" for number in range(50_000))),
    "a line of the log": frames.Logged("info", LARGE),
    "a key": frames.StoreGet(LARGE),
}


@pytest.mark.parametrize("said", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("call", [0, 1])
def test_what_is_as_large_as_a_frame_may_be_is_answered_or_condemns_the_cell(
    said: msgspec.Struct, call: int
) -> None:
    cells.law(bytes([call]) + frames.encode(said) + frames.encode(frames.Produced(b'{"a":1}')))


@pytest.mark.parametrize("seed", list(cells.seeds()), ids=lambda seed: f"{seed[0]} {len(seed)}")
def test_the_law_holds_for_what_the_fuzzer_begins_with(seed: bytes) -> None:
    cells.law(seed)
