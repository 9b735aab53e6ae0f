"""An interval that is none is refused by the seed's sentence, starts nothing, and is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

REFUSED = {
    "missing": ("{}", "no interval specified"),
    "null": ('{"interval": null}', "no interval specified"),
    "0": ('{"interval": 0}', "no interval specified: it must be more than 0 ms, not 0"),
    "-0.0": ('{"interval": -0.0}', "no interval specified: it must be more than 0 ms"),
    "-1": ('{"interval": -1}', "no interval specified: it must be more than 0 ms, not -1"),
    "abc": ('{"interval": "abc"}', "no interval specified: expected a number of milliseconds, not 'abc'"),
    "5000 in quotes": ('{"interval": "5000"}', "expected a number of milliseconds, not '5000'"),
    "true": ('{"interval": true}', "no interval specified: expected a number of milliseconds, not 'True'"),
    "a list": ('{"interval": []}', "no interval specified: expected a number of milliseconds, not '[]'"),
    "an object": ('{"interval": {}}', "no interval specified: expected a number of milliseconds, not '{}'"),
    "1e300": ('{"interval": 1e300}', "no interval specified: it must be at most 31622400000 ms, a year"),
    "400 digits": (
        '{"interval": ' + "9" * 400 + "}",
        "no interval specified: it must be at most 31622400000 ms",
    ),
    "the least of all numbers": (
        '{"interval": 5e-324}',
        "no interval specified: it must be at least 0.001 ms",
    ),
    "1e-300": ('{"interval": 1e-300}', "no interval specified: it must be at least 0.001 ms"),
}


def push(arguments: str) -> bytes:
    return (
        b'{"version": 2, "token": "t", "targets": {"python:///file.py/MyClass?some_arg=5&another_arg=abc": %b}}'
        % (arguments.encode())
    )


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_an_interval_that_is_none_is_refused(steady_daemon: Daemon, arguments: str, sentence: str) -> None:
    result = steady_daemon.attempt(push(arguments))[steady_daemon.seed_uri]
    assert sentence in result["error"]
    assert result["code"] == "missing_argument"
    assert steady_daemon.ask("list")["tasks"] == []


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "0x10", "1_000"])
def test_what_json_cannot_say_is_no_request(steady_daemon: Daemon, word: str) -> None:
    reply = steady_daemon.attempt(push(f'{{"interval": {word}}}'))
    assert reply["code"] == "malformed_request"
    assert "the request is not JSON" in reply["error"]
    assert steady_daemon.ask("list")["tasks"] == []


def test_a_number_beyond_all_floats_is_told_where_it_stands(steady_daemon: Daemon) -> None:
    result = steady_daemon.attempt(push('{"interval": 1e400}'))[steady_daemon.seed_uri]
    assert result == {"error": "bad argument: Number out of range - at `$.interval`", "code": "bad_argument"}
