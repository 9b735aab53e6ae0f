"""A request that makes no sense gets its sentence and code, and others are served all the while (protocol.md §2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

MEBIBYTE = 1 << 20
PUSH = {"version": 2, "token": "t", "action": "push"}
URI = "python:///file.py/MyClass?some_arg=5&another_arg=abc"
ONCE = {"driver": "once"}


def request(**changes: Any) -> bytes:
    body = {**PUSH, "targets": {URI: ONCE}, **changes}
    return json.dumps({name: value for name, value in body.items() if value is not ...}).encode()


def many(count: int) -> bytes:
    return request(targets={f"toy:///{number}": {} for number in range(count)})


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "not JSON": (b"hello", "the request is not JSON", "malformed_request"),
    "no bytes": (b"", "the request is not JSON", "malformed_request"),
    "half a request": (request()[:-3], "the request is not JSON", "malformed_request"),
    "no UTF-8": (
        request().replace(b"MyClass", b"My\xff\xfe"),
        "the request is not JSON",
        "malformed_request",
    ),
    "two requests": (request() * 2, "the request is not JSON", "malformed_request"),
    "a list": (b"[]", "malformed request: Expected `object`, got `array`", "malformed_request"),
    "a string": (b'"push"', "malformed request: Expected `object`, got `str`", "malformed_request"),
    "a number": (b"1", "malformed request: Expected `object`, got `int`", "malformed_request"),
    "null": (b"null", "malformed request: Expected `object`, got `null`", "malformed_request"),
    "an endless list": (b"[" * 500_000, "Expected `object`, got `array`", "malformed_request"),
    "a nest as a target": (
        request()[:-1] + b',"x":' + b'{"a":' * 100_000,
        "nested too deeply",
        "malformed_request",
    ),
    "version 1": (request(version=1), "outdated protocol version", "outdated_version"),
    "no version": (request(version=...), "outdated protocol version", "outdated_version"),
    "version -1": (request(version=-1), "outdated protocol version", "outdated_version"),
    "a version in words": (
        request(version="two"),
        "Expected `int`, got `str` - at `$.version`",
        "malformed_request",
    ),
    "a signature that is not there": (request(version=3), "and this one has none", "signature_missing"),
    "a version to come": (request(version=4), "send version 2, or version 3", "unsupported_version"),
    "a version past all": (request(version=1 << 70), "is newer than this daemon", "unsupported_version"),
    "no token": (request(token=...), "username expected", "username_expected"),
    "an empty token": (request(token=""), "username expected", "username_expected"),
    "a token that is none": (
        request(token=5),
        "username expected",
        "username_expected",
    ),
    "no targets": (request(targets=...), "no targets specified", "no_targets"),
    "empty targets": (request(targets={}), "no targets specified", "no_targets"),
    "targets of null": (request(targets=None), "no targets specified", "no_targets"),
    "targets in a list": (request(targets=[URI]), "at `$.targets`", "malformed_request"),
    "an unknown action": (
        request(action="explode"),
        "unknown action 'explode'; known are drop",
        "unknown_action",
    ),
    "an action that is none": (request(action=[]), "at `$.action`", "malformed_request"),
    "a mebibyte and more": (b" " * MEBIBYTE + request(), "split its targets over", "request_too_large"),
    "10 megabytes": (request(token="t" * 10_000_000), "split its targets over", "request_too_large"),
    "10,000 targets": (many(10_000), "10000 targets, and 1000 are the most; split it", "too_many_targets"),
    "10,000 drivers": (
        request(targets={URI: [{}] * 10_000}),
        "10000 targets, and 1000 are",
        "too_many_targets",
    ),
}


@pytest.mark.parametrize(("data", "sentence", "code"), REFUSED.values(), ids=REFUSED)
def test_a_refused_request_is_told_why(steady_daemon: Daemon, data: bytes, sentence: str, code: str) -> None:
    reply = steady_daemon.attempt(data)
    assert sentence in reply["error"]
    assert (reply["code"], set(reply)) == (code, {"error", "code", "hostname"})


def test_a_refused_request_has_its_id_echoed(steady_daemon: Daemon) -> None:
    assert steady_daemon.attempt(request(id=17, targets={}))["id"] == 17
    assert steady_daemon.attempt(request(id="mine", version=1))["id"] == "mine"
    assert steady_daemon.attempt(request(id="mine", token=5))["id"] == "mine"


def test_a_request_without_a_frame_is_told_so(steady_daemon: Daemon) -> None:
    assert steady_daemon.attempt()["code"] == "malformed_request"


def test_what_nobody_knows_in_a_request_is_for_versions_to_come(steady_daemon: Daemon) -> None:
    assert steady_daemon.attempt(request(more={"to": "come"}))[URI] == {
        "some-field": 10,
        "another-field": "abc",
    }


TARGETS: dict[str, tuple[str, Any, str, str]] = {
    "an unknown scheme": (
        "gopher://x",
        ONCE,
        "no plugin is installed for the scheme 'gopher'; installed are",
        "unknown_scheme",
    ),
    "no scheme": ("file.py", ONCE, "expected scheme://…", "malformed_uri"),
    "a scheme in capitals": ("PYTHON:///file.py/X", ONCE, "a scheme is lower-case letters", "malformed_uri"),
    "a space": ("python:///my file.py/X", ONCE, "percent-encode it", "malformed_uri"),
    "a line break": ("python:///file.py/X?a=\n", ONCE, "percent-encode it", "malformed_uri"),
    "an argument given twice": ("python:///file.py/MyClass?a=1&a=2", ONCE, "given twice", "malformed_uri"),
    "a query that is none": ("python:///file.py/MyClass?a", ONCE, "bad query field", "malformed_uri"),
    "a host of nonsense": ("python://[/file.py/MyClass", ONCE, "Invalid IPv6 URL", "malformed_uri"),
    "bytes that are no UTF-8": (
        "python:///file.py/MyClass?a=%ff",
        ONCE,
        "can't decode byte",
        "malformed_uri",
    ),
    "a URI without measure": (
        "python:///" + "x" * 5000,
        ONCE,
        "longer than 4096 characters",
        "malformed_uri",
    ),
    "an unknown driver": (
        URI,
        {"driver": "sundial"},
        "unknown driver 'sundial'; installed are auto",
        "unknown_driver",
    ),
    "a driver that is none": (
        URI,
        {"driver": 5},
        "Expected `str`, got `int` - at `$.driver`",
        "bad_argument",
    ),
    "an unknown argument": (
        URI,
        {"intervall": 5},
        "unknown argument 'intervall'; did you mean 'interval'?",
        "bad_argument",
    ),
    "arguments of a number": (URI, 5, "Expected `object`, got `int`", "bad_argument"),
    "arguments of null": (URI, None, "Expected `object`, got `null`", "bad_argument"),
    "isolated in words": (URI, {"driver": "once", "isolated": "yes"}, "at `$.isolated`", "bad_argument"),
    "a timeout of 0": (URI, {"driver": "once", "timeout": 0}, "timeout must be more than 0", "bad_argument"),
    "a timeout of a year": (
        URI,
        {"driver": "once", "timeout": 3.2e10},
        "timeout must be more than 0",
        "bad_argument",
    ),
    "a thread that is not there": (
        URI,
        {"driver": "once", "thread": "lost"},
        "no isolated thread 'lost'; push with",
        "unknown_thread",
    ),
}


@pytest.mark.parametrize(("uri", "arguments", "sentence", "code"), TARGETS.values(), ids=TARGETS)
def test_a_refused_target_is_told_why_and_the_others_are_served(
    steady_daemon: Daemon, uri: str, arguments: Any, sentence: str, code: str
) -> None:
    reply = steady_daemon.attempt(request(targets={uri: arguments, URI + "2": ONCE}))
    assert sentence in reply[uri]["error"]
    assert reply[uri]["code"] == code
    assert reply[URI + "2"]["some-field"] == 10
