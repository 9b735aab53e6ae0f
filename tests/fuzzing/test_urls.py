"""Any text for a URL to fetch, and for what it is redirected to: the laws of `fuzz/targets/urls.py`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import urls

PIECES = st.sampled_from([*urls.WORDS, "a", "Z", "9", ".", "/", "_", "-", "~", "\ud800", "\u00ad", "\u3000"])
TEXT = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)
HOST = st.lists(
    st.sampled_from(
        ["api", ".", "example", "com", "127.0.0.1", "127", "0x7f", "[::1]", "@", ":80", "\u3002", "ß"]
    ),
    max_size=7,
).map("".join)
URL = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTP://"]),
    HOST | st.just("api.example.com"),
    TEXT,
)


@given(URL | TEXT, URL | TEXT)
@settings(max_examples=1000, deadline=None)
def test_a_url_is_refused_or_means_one_thing_and_so_does_where_it_leads(url: str, reference: str) -> None:
    urls.law(f"{url}{urls.SEPARATOR}{reference}".encode("utf-8", "surrogatepass"))


@given(TEXT)
@settings(max_examples=500, deadline=None)
def test_what_begins_as_it_is_allowed_to_does_not_lead_out_of_there(rest: str) -> None:
    for allowed in urls.ALLOWED:
        urls.law(f"{allowed}{rest}".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("seed", list(urls.seeds()), ids=lambda seed: ascii(seed.decode())[:60])
def test_the_law_holds_for_what_the_fuzzer_begins_with(seed: bytes) -> None:
    urls.law(seed)
