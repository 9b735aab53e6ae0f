"""Any text for a URI and for a pattern of URIs: the laws of `fuzz/targets/uris.py`, by what hypothesis makes up."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz.targets import uris

PIECES = st.sampled_from(
    [
        *uris.WORDS,
        "/",
        "a",
        "Z",
        "9",
        ".",
        "-",
        "_",
        "%",
        "#",
        "?",
        "=",
        "&",
        "{",
        "}",
        "[",
        "]",
        "\ud800",
        "é",
    ]
)
TEXT = st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join)
HOST = st.lists(
    st.sampled_from(["db", ".", "example", "com", "*", "evil", "-", "%2f", "\uff0f", "@", ":", "[::1]"]),
    max_size=7,
).map("".join)
REST = st.sampled_from(
    [
        "",
        "/",
        "/x",
        "/*",
        ":3306",
        ":*",
        ":*/*",
        "/x#*",
        "?a=@db.example.com",
        "#@db",
        "/@db.example.com",
        "\\@evil",
    ]
)
ACCOUNT = st.sampled_from(
    ["", "app@", "app:pw@", "*@", "app:{secret:db}@", "a:@{secret:db}@", "a:*@", "a@b@"]
)
SCHEME = st.sampled_from(["mysql", "http", "Mysql", "*", "python"])


@st.composite
def uris_of(draw: st.DrawFn) -> str:
    return f"{draw(SCHEME)}://{draw(ACCOUNT)}{draw(HOST)}{draw(REST)}"


@given(TEXT | uris_of() | st.text(max_size=80))
@example("http://h/\udcff")
@settings(max_examples=500, deadline=None)
def test_a_uri_is_taken_apart_or_refused_and_written_again_it_is_the_same(uri: str) -> None:
    uris.a_uri_is_taken_apart_or_refused(uri)


@given(TEXT | uris_of() | st.text(max_size=80))
@settings(max_examples=500, deadline=None)
def test_a_password_is_hidden_and_what_is_shown_is_shown_the_same_again(uri: str) -> None:
    uris.a_password_is_hidden(uri)


@given(uris_of(), uris_of())
@settings(max_examples=1000, deadline=None)
def test_a_pattern_lets_in_no_uri_with_another_host_whoever_reads_it(pattern: str, uri: str) -> None:
    uris.a_pattern_lets_in_no_other_host(pattern, uri)


@given(uris_of(), st.data())
@settings(max_examples=500, deadline=None)
def test_a_uri_that_is_meant_and_changed_a_little_leads_to_no_other_host(
    pattern: str, data: st.DataObject
) -> None:
    meant = pattern.replace("*", data.draw(st.sampled_from(["a", "db.example", "", "x@y", "a/b"])))
    place = data.draw(st.integers(0, len(meant)))
    uris.a_pattern_lets_in_no_other_host(pattern, meant[:place] + data.draw(TEXT) + meant[place:])


@pytest.mark.parametrize("seed", list(uris.seeds()), ids=lambda seed: seed.decode().replace("\n", " ")[:60])
def test_the_law_holds_for_what_the_fuzzer_begins_with(seed: bytes) -> None:
    uris.law(seed)
