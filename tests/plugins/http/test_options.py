"""Options are in the fragment; what is wrong with one is said when the source is made, by its name."""

from __future__ import annotations

import pytest

from cocaine_http import Http
from cocaine_sdk.errors import BadArgument

KNOWN = (
    "status, header, body, body_limit, method, redirects, timeout, connect_timeout, proxy, verify, keepalive"
)
STATUS = "write codes and ranges between commas, as 200,301-308"
DURATION = "write 3s, 500ms, or milliseconds as 500; from 1ms to 10m"
SIZE = "write 64KiB, 2MiB, or bytes; at most 16MiB"
PROXY = "write http://host:port, or http://user:password@host:port"

WRONG = [
    ("statu=200", f"unknown option 'statu'; known are {KNOWN}"),
    ("section-2", f"unknown option in the fragment; known are {KNOWN}"),
    ("status=200&&method=GET", f"unknown option in the fragment; known are {KNOWN}"),
    ("Status=200", f"unknown option in the fragment; known are {KNOWN}"),
    ("status", "the option status has no value; write status=…"),
    ("status=200&status=201", "the option status is given twice"),
    ("status=%ff", "the option status is no UTF-8, percent-encoded"),
    ("status=", f"the option status '' cannot be used: {STATUS}"),
    ("status=2xx", f"the option status '2xx' cannot be used: {STATUS}"),
    ("status=20", f"the option status '20' cannot be used: {STATUS}"),
    ("status=099", f"the option status '099' cannot be used: {STATUS}"),
    ("status=1000", f"the option status '1000' cannot be used: {STATUS}"),
    ("status=200,", f"the option status '200,' cannot be used: {STATUS}"),
    ("status=-200", f"the option status '-200' cannot be used: {STATUS}"),
    ("status=299-200", "the option status '299-200' cannot be used: a range ends before it begins"),
    ("header=", "the option header '' cannot be used: write Name, or Name:pattern"),
    ("header=a b:c", "the option header 'a b:c' cannot be used: write Name, or Name:pattern"),
    ("header=:c", "the option header ':c' cannot be used: write Name, or Name:pattern"),
    ("header=X:", "the option header 'X:' cannot be used: it is empty"),
    ("header=X:(", "the option header 'X:(' cannot be used: it is no regular expression: missing )"),
    ("&".join(["header=X"] * 17), "the option header is given more than 16 times"),
    ("body=", "the option body '' cannot be used: it is empty"),
    ("body=[", "the option body '[' cannot be used: it is no regular expression: unterminated"),
    ("body=a**", "the option body 'a**' cannot be used: it is no regular expression: multiple repeat"),
    ("body=a(?i)b", "the option body 'a(?i)b' cannot be used: it is no regular expression: global flags"),
    ("body=a)(b", "the option body 'a)(b' cannot be used: it is no regular expression: unbalanced"),
    ("body=" + "(" * 999, f"the option body '{'(' * 80}' cannot be used: it is no regular expression: "),
    ("body=" + "a" * 1001, f"the option body '{'a' * 80}' cannot be used: it is longer than 1000 characters"),
    ("body=a&method=HEAD", "the option body cannot be used with method=HEAD, whose responses have no body"),
    ("body_limit=-1", f"the option body_limit '-1' cannot be used: {SIZE}"),
    ("body_limit=1GiB", f"the option body_limit '1GiB' cannot be used: {SIZE}"),
    ("body_limit=17MiB", f"the option body_limit '17MiB' cannot be used: {SIZE}"),
    ("method=POST", "the option method 'POST' cannot be used: there are GET, HEAD, OPTIONS"),
    ("method=get", "the option method 'get' cannot be used: there are GET, HEAD, OPTIONS"),
    ("redirects=-1", "the option redirects '-1' cannot be used: write a number from 0 to 20"),
    ("redirects=21", "the option redirects '21' cannot be used: write a number from 0 to 20"),
    ("redirects=٣", "the option redirects '٣' cannot be used: write a number from 0 to 20"),
    ("timeout=0", f"the option timeout '0' cannot be used: {DURATION}"),
    ("timeout=-1s", f"the option timeout '-1s' cannot be used: {DURATION}"),
    ("timeout=11m", f"the option timeout '11m' cannot be used: {DURATION}"),
    ("timeout=1e3", f"the option timeout '1e3' cannot be used: {DURATION}"),
    ("timeout=nan", f"the option timeout 'nan' cannot be used: {DURATION}"),
    ("timeout=3 s", f"the option timeout '3 s' cannot be used: {DURATION}"),
    ("connect_timeout=4s", "connect_timeout must be less than timeout, which is 4 s"),
    ("proxy=", "the option proxy cannot be used: expected http://host… or https://host…"),
    ("proxy=host:3128", "the option proxy cannot be used: expected http://host… or https://host…"),
    ("proxy=https://host:3128", f"the option proxy cannot be used: {PROXY}"),
    ("proxy=http://host:3128/path", f"the option proxy cannot be used: {PROXY}"),
    ("proxy=http://host:0", "the option proxy cannot be used: the port is no number from 1 to 65535"),
    ("verify=false", "the option verify 'false' cannot be used: write yes or no"),
    ("keepalive=1", "the option keepalive '1' cannot be used: write yes or no"),
]

RIGHT = [
    "status=200",
    "status=200,301-308,999",
    "header=X&header=X:a&header=Y:^b$",
    "body=a%26b",
    "body=%5C%D1%91%2B",
    "body_limit=0",
    "body_limit=16MiB",
    "timeout=1.5s",
    "timeout=10m",
    "timeout=500&connect_timeout=499ms",
    "proxy=http://user:secret@[::1]:3128",
    "verify=no&keepalive=yes&method=OPTIONS&redirects=0",
]


@pytest.mark.parametrize(("fragment", "error"), WRONG, ids=lambda text: text[:50])
def test_a_wrong_option_is_refused_by_name(fragment: str, error: str) -> None:
    with pytest.raises(BadArgument) as refused:
        Http("http://host/#" + fragment.replace(" ", "%20"))
    assert str(refused.value).startswith(error)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("fragment", RIGHT)
def test_a_right_option_is_taken(fragment: str) -> None:
    Http(f"http://host/#{fragment}")
