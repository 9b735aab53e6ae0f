"""What fuzzing has found, so that it stays mended."""

from __future__ import annotations

import pytest

from cocaine_sdk.errors import MalformedUri
from cocaine_sdk.redaction import Scrub, redacted
from cocaine_sdk.uri import parse, scheme_of
from cocained.core.patterns import Pattern


@pytest.mark.parametrize("uri", ["python:///\udcff.py/X", "mysql://app:\ud800pass@h/", "x://\udfff"])
def test_a_uri_with_half_a_surrogate_pair_is_refused_as_any_other_that_is_none(uri: str) -> None:
    for read in (parse, scheme_of):
        with pytest.raises(MalformedUri, match="half a surrogate pair") as refused:
            read(uri)
        assert "pass" not in str(refused.value)


def test_a_password_with_half_a_surrogate_pair_is_scrubbed() -> None:
    scrub = Scrub.of("mysql://app:pass\udcff@h/")
    assert scrub is not None
    assert scrub.text("no pass\udcff there") == "no *** there"


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("mysql://[ad:beef]@host/", "mysql://[ad:***@host/"),
        ("mysql://[::1]app:pass@host/", "mysql://[:***@host/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://[::1]/x", "http://[::1]/x"),
    ],
)
def test_brackets_that_hold_no_address_hide_no_password_from_being_hidden(uri: str, shown: str) -> None:
    assert redacted(uri) == shown


@pytest.mark.parametrize(
    "uri",
    [
        "python:///f.py/C?dsn={secret:db}@host",
        "x://h/#a={secret:db}@dom#b={secret:db}@",
        "x://h/?a=u:{secret:db}@h",
    ],
)
def test_a_reference_in_an_option_is_shown_and_is_shown_the_same_again(uri: str) -> None:
    assert redacted(uri) == uri


@pytest.mark.parametrize(
    ("pattern", "uri"),
    [
        ("mysql://*@db.example.com:*", "mysql://app:{secret:db}@db.example.com:[2001:db8::1]"),
        ("mysql://*@db.example.com:*/*", "mysql://app:{secret:db}@db.example.com:1[2001:db8::1]/x"),
        ("mysql://*@db*:*/*", "mysql://app:{secret:db}@db[2001:db8::1]:3306/x"),
        ("mysql://*@[*]/*", "mysql://app:{secret:db}@[[2001:db8::1]]/x"),
    ],
)
def test_an_address_in_the_place_of_a_port_is_not_what_a_pattern_means(pattern: str, uri: str) -> None:
    """urllib reads it as the host."""
    assert not Pattern(pattern).matches(uri)


@pytest.mark.parametrize("text", ["mysql://db[::1]", "mysql://db:[::1]/", "mysql://[[::1]]/"])
def test_a_pattern_that_two_readers_would_read_in_two_ways_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="scheme://"):
        Pattern(text)
