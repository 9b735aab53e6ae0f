"""What cannot be checked is refused at once, with a sentence that says why."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_http import Http
from cocaine_http.target import BadTarget, parse, redirected
from cocaine_sdk.errors import MalformedUri, TargetError

NO_NAME = "the host is no name that could be resolved"
NO_PORT = "the port is no number from 1 to 65535"
NO_ADDRESS = "what is in brackets is no IPv6 address"
NO_IPV4 = "the host is no name, and no IPv4 address of four numbers"
BLANK = "it contains a space or a control character; percent-encode it"
PERCENT = "a % has no two hexadecimal digits after it; write the sign itself as %25"
USER = "before the @ comes user:password; the user is not empty, and has no colon in it"

MALFORMED = [
    ("", "expected http://host… or https://host…"),
    ("http:", "expected http://host… or https://host…"),
    ("http:/host/", "expected http://host… or https://host…"),
    ("HTTP://host/", "expected http://host… or https://host…"),
    ("ftp://host/", "expected http://host… or https://host…"),
    (" http://host/", BLANK),
    ("http://host/a b", BLANK),
    ("http://host/a\tb", BLANK),
    ("http://host/a\r\nX: y", BLANK),
    ("http://host/\0", BLANK),
    ("http://ho st/", BLANK),
    ("http://", "it has no host"),
    ("http:///path", "it has no host"),
    ("http://?query", "it has no host"),
    ("http://#status=200", "it has no host"),
    ("http://:80/", "it has no host"),
    ("http://user:secret@/", "it has no host"),
    ("http://user:secret@:80/", "it has no host"),
    ("http://@host/", USER),
    ("http://a%3Ab:secret@host/", USER),
    ("http://%ff:secret@host/", "the user or the password is no UTF-8, percent-encoded"),
    ("http://user:100%@host/", PERCENT),
    ("http://host:0/", NO_PORT),
    ("http://host:65536/", NO_PORT),
    ("http://host:99999999999999999999/", NO_PORT),
    ("http://host:-1/", NO_PORT),
    ("http://host:80a/", NO_PORT),
    ("http://host:٨٠/", NO_PORT),
    ("http://host:/", NO_PORT),
    ("http://host:80:80/", "an IPv6 address is written in brackets, as http://[::1]/"),
    ("http://::1/", "an IPv6 address is written in brackets, as http://[::1]/"),
    ("http://[::1/", NO_ADDRESS),
    ("http://[]/", NO_ADDRESS),
    ("http://[host]/", NO_ADDRESS),
    ("http://[127.0.0.1]/", NO_ADDRESS),
    ("http://[fe80::1%25eth0]/", NO_ADDRESS),
    ("http://[::1]x/", "after the ] of the address comes a port, or nothing"),
    ("http://[::1]:0/", NO_PORT),
    ("http://[::1]:/", NO_PORT),
    ("http://127.1/", NO_IPV4),
    ("http://2130706433/", NO_IPV4),
    ("http://0x7f000001/", NO_IPV4),
    ("http://127.0.0.256/", NO_IPV4),
    ("http://127.0.0.01/", NO_IPV4),
    ("http://127.0.0.1./", NO_IPV4),
    ("http://a..b/", NO_NAME),
    ("http://.a/", NO_NAME),
    ("http://./", NO_NAME),
    ("http://a%20b/", NO_NAME),
    ("http://a,b/", NO_NAME),
    ("http://a\\b/", NO_NAME),
    ("http://a|b/", NO_NAME),
    ("http://*.example.org/", NO_NAME),
    ("http://" + "a" * 64 + "/", NO_NAME),
    ("http://" + "a." * 127 + "a/", NO_NAME),
    ("http://пример..рф/", NO_NAME),
    ("http://\ud800/", NO_NAME),
    ("http://☃.\u200b/", NO_NAME),
    ("http://host/100%", PERCENT),
    ("http://host/?q=%zz", PERCENT),
    ("http://host/\ud800", "it contains half a surrogate pair"),
    ("http://host/" + "a" * 4096, "it is longer than 4096 characters"),
]

WELL_FORMED = [
    "http://host",
    "http://host?query",
    "http://host#",
    "https://host.:443/",
    "http://my_host-1.local:65535/",
    "http://xn--e1afmkfd.xn--p1ai/",
    "http://пример.рф/",
    "http://user@host/",
    "http://user:@host/",
    "http://user:a%40b%3A%D1%91@host/",
    "http://user:a@b@host/",
    "http://[2001:db8::1]:8080/",
    "http://[::ffff:127.0.0.1]/",
    "http://127.0.0.1/a@b?c=http://d/@e",
    "http://1password.com/",
    "http://host/%2F%41",
]


@pytest.mark.parametrize(("uri", "why"), MALFORMED, ids=lambda text: ascii(text)[:60])
def test_a_malformed_uri_is_refused_when_the_source_is_made(uri: str, why: str) -> None:
    with pytest.raises(MalformedUri) as refused:
        Http(uri)
    assert str(refused.value).endswith(f": {why}")


@given(st.from_regex(r"https?://([^/?#]*@)?[^/?#]{0,20}(:[0-9]{0,6})?[/?#]?.{0,30}", fullmatch=True))
def test_any_other_text_is_taken_or_refused_and_nothing_else(uri: str) -> None:
    with contextlib.suppress(TargetError):
        Http(uri)


@given(st.text(max_size=60) | st.from_regex(r"(//|https?://|/|\?)[^ ]{0,40}", fullmatch=True))
def test_any_location_is_taken_or_refused_and_is_sent_in_ascii_on_one_line(location: str) -> None:
    here, _ = parse("http://user:secret@host/a/b?c")
    with contextlib.suppress(BadTarget):
        there = redirected(here, location)
        assert re.fullmatch(r"https?://[!-~]+", str(there.url))
        assert there.credentials is None


@pytest.mark.parametrize("uri", WELL_FORMED)
def test_a_well_formed_uri_is_taken(uri: str) -> None:
    Http(uri)
