"""What is shown of a URI: all of it but its passwords, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.errors import MalformedUri
from cocaine_sdk.failure import Failure
from cocaine_sdk.keys import subscription_key
from cocaine_sdk.redaction import LONGEST, Scrub, redacted, redacted_within
from cocaine_sdk.uri import parse

SHOWN = {
    "mysql://user:pass@host:3306/db": "mysql://user:***@host:3306/db",
    "http://u:p@host/": "http://u:***@host/",
    "http://u:@host/": "http://u:***@host/",
    "http://u:p@[::1]:80/x": "http://u:***@[::1]:80/x",
    "mysql://u:p@ss@host/": "mysql://u:***@host/",
    "mysql://u:pa/ss@host/db": "mysql://u:***@host/db",
    "mysql://u:p@ss/word@host/db": "mysql://u:***@host/db",
    "mysql://root:1234/56@host": "mysql://root:***@host",
    "mysql://u:a?b@host": "mysql://u:***@host",
    "mysql://u:a#b@host": "mysql://u:***@host",
    "mysql://u:secret": "mysql://u:***",
    "mysql:/u:p@host": "mysql:***@host",
    "u:p//q@host": "u:***@host",
    "http://site:8080/health#proxy=http://u:p@proxy:3128": "http://site:8080/health#proxy=http://u:***@proxy:3128",
    "http://u:p@site/#proxy=http://u:p@proxy": "http://u:***@site/#proxy=http://u:***@proxy",
    "http://site/#proxy=http%3A%2F%2Fu%3Ap%40proxy%3A3128%2F&status=200": (
        "http://site/#proxy=http%3A%2F%2Fu%3A***%40proxy%3A3128%2F&status=200"
    ),
    "python:///file.py/C?dsn=user:pass@host": "python:///file.py/C?dsn=user:***@host",
    "python:///file.py/C?dsn=user%3Apass%40host&x=1": "python:///file.py/C?dsn=user%3A***%40host&x=1",
    "mysql://app:a{secret:db}@host/": "mysql://app:***@host/",
}
AS_THEY_ARE = [
    "python:///file.py/MyClass?some_arg=5&another_arg=abc",
    "python:///file.py/C?at=12:30",
    "http://host:80/?mail=a%40b",
    "http://[::1]:80/x",
    "mysql://u@[::1]:3306/",
    "http://host/#header=Server:nginx",
    "mysql://app:{secret:db}@host/",
    "mysql://app:@{secret:db}@host/",
    "http://api/?key={secret:api.key}&mail=a@b",
    "tcp://lo:5000",
    "auto:5c88eb0cc4a1c4e6f7ac9a1e0ac0bd02",
]


@pytest.mark.parametrize("uri", SHOWN)
def test_passwords_are_hidden_wherever_a_uri_has_them(uri: str) -> None:
    assert redacted(uri) == SHOWN[uri]


@pytest.mark.parametrize("uri", AS_THEY_ARE)
def test_what_has_no_password_is_shown_as_it_is(uri: str) -> None:
    assert redacted(uri) == uri


@given(st.text(alphabet="PQ/?#:@%&=.", min_size=1, max_size=12))
def test_of_a_password_nothing_is_shown_that_stands_before_the_last_at(password: str) -> None:
    shown = redacted(f"mysql://user:{password}@host/db")
    assert not {"P", "Q"} & set(shown)
    assert shown == "mysql://user:***@host/db"


@given(st.text(max_size=60))
def test_any_text_can_be_redacted_and_is_not_redacted_twice(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


def test_uris_within_a_text_are_redacted() -> None:
    text = "serving tcp://lo:5000, tcp://lo:5001: 'mysql://u:pa'ss@host/' is down"
    assert redacted_within(text) == "serving tcp://lo:5000, tcp://lo:5001: 'mysql://u:***@host/' is down"


def test_a_password_is_scrubbed_as_it_was_written_and_as_it_is_meant() -> None:
    scrub = Scrub.of("mysql://u:p%40ss%27w@host/")
    assert scrub is not None
    said = "at p%40ss%27w: no p@ss'w, no \"p@ss\\'w\", no P"
    assert scrub.text(said) == 'at ***: no ***, no "***", no P'


def test_every_text_of_a_failure_is_scrubbed() -> None:
    scrub = Scrub.of("mysql://u:hunter2@host/")
    assert scrub is not None
    failure = Failure(
        code="source_error", message="a hunter2", file="hunter2", line=1, text="hunter2", hint="hunter2!"
    )
    assert "hunter2" not in failure.scrubbed(scrub).sentence()


def test_a_password_that_was_cut_off_is_scrubbed_too() -> None:
    scrub = Scrub.of("mysql://u:hunter2@host/")
    assert scrub is not None
    assert scrub.text(f"{'x' * 300} hunt") == f"{'x' * 300} ***"


def test_a_password_of_two_letters_stays_in_other_texts_and_one_of_none_is_nothing_to_scrub() -> None:
    assert Scrub.of("mysql://u:pw@host/") is None
    assert Scrub.of("mysql://u@host/") is None


@pytest.mark.parametrize(
    "uri", ["mysql://u:sec ret@h/", "Mysql://u:secret@h/", "http://u:sec\u2100ret@h/", "u:secret@h"]
)
def test_a_malformed_uri_is_told_of_without_its_password(uri: str) -> None:
    with pytest.raises(MalformedUri) as raised:
        parse(uri)
    assert "sec" not in str(raised.value)
    assert "***" in str(raised.value)


def test_a_subscription_key_holds_nothing_of_the_uri_but_its_digest() -> None:
    key = subscription_key("auto", "mysql://user:hunter2@host/", {"interval": 5.0})
    driver, _, digest = key.partition(":")
    assert driver == "auto"
    assert len(digest) == 32
    assert int(digest, 16) >= 0


def test_a_word_past_all_measure_shows_no_more_than_its_scheme() -> None:
    assert redacted_within("see x://u:" + "p" * 10_000 + "@h/ there") == "see x://*** there"


MANY = 1_000_000
"""At which, and at a quarter of which, anything that grows with the square of it takes minutes or hours."""


@pytest.mark.parametrize("sign", [":", "%3a", "{secret:", "?:", "&a=b://:"])
def test_passwords_are_looked_for_in_time_that_grows_with_the_text(sign: str) -> None:
    assert Scrub.of("python:///a?x=" + sign * (MANY // 4 // len(sign)) + "&y=1") is None


def test_of_an_option_all_is_hidden_from_its_first_colon_to_its_last_at() -> None:
    assert redacted("x://h/?a=b:c:d%40e:f%40g:h&b=c:d%40") == "x://h/?a=b:***%40g:h&b=c:***%40"


def test_of_a_text_longer_than_any_uri_the_scheme_alone_is_shown() -> None:
    assert redacted("python:///a?x=" + ":" * MANY) == "python://***"
    assert redacted(":" * MANY) == redacted("a" * MANY) == "***"
    assert redacted("x://" + "a" * (LONGEST - 4)) == "x://" + "a" * (LONGEST - 4)


def test_a_malformed_uri_past_all_measure_is_told_of_by_its_scheme() -> None:
    with pytest.raises(MalformedUri, match=r"'python://\*\*\*': it is longer than 4096 characters"):
        parse("python:///a?x=" + ":" * MANY)


def test_a_long_password_is_scrubbed_in_time_that_grows_with_the_text() -> None:
    scrub = Scrub(["a" * (MANY // 2) + "b", "c" * MANY])
    assert scrub.text("x" * 300 + "a" * (MANY // 2) + "b!") == "x" * 300 + "***!"
    assert scrub.text("x" * MANY) == "x" * MANY


def test_a_long_password_that_was_cut_off_is_scrubbed_too() -> None:
    password = "".join(f"{number}." for number in range(500))
    scrub = Scrub([password])
    for length in (4, 255, 256, 257, len(password) - 1):
        assert scrub.text("x" * 300 + password[:length]) == "x" * 300 + "***"


def test_what_is_almost_a_reference_is_a_password() -> None:
    assert redacted("mysql://app4{Secret:hunter2}@h/") == "mysql://app4{Secret:***@h/"
    assert redacted("mysql://{SECRET:hunter2}@h/") == "mysql://{SECRET:***@h/"
    assert redacted("mysql://app{secret:db}@h/") == "mysql://app{secret:db}@h/"
