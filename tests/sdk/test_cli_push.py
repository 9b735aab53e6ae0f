"""What `cocaine push` makes of the options that say when a source runs."""

from __future__ import annotations

import pytest

DONE, FAILED, USAGE = 0, 1, 2


@pytest.mark.parametrize(
    ("typed", "driver"),
    [
        (["--path", "/var/lib/data"], "fs"),
        (["--endpoint", "tcp://*:1234"], "zeromq"),
        (["--expression", "*/5 * * * *"], "cron"),
        (["--interval", "5s"], "auto"),
        ([], "auto"),
        (["--driver", "manual"], "manual"),
        (["--driver", "mine", "--path", "/x", "--endpoint", "y"], "mine"),
    ],
)
def test_the_driver_is_the_one_named_or_follows_from_its_own_argument(cocaine, peer, typed, driver):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    assert cocaine("push", peer.uri, *typed).returncode == DONE
    assert peer.requests[0]["targets"][peer.uri]["driver"] == driver


def test_what_a_driver_is_told_goes_as_it_is_typed_and_nothing_else(cocaine, peer):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    cocaine("push", peer.uri, "--path", "/data", "--recursive", "--settle", "0", "--polling", "2s")
    cron = ["--expression", "0 3 * * *", "--timezone", "Europe/Moscow", "--missed", "once", "--jitter", "1m"]
    cocaine("push", peer.uri, *cron)
    cocaine("push", peer.uri, "--interval", "1s", "--align", "--overlap", "replace", "--missed", "all")
    assert [request["targets"][peer.uri] for request in peer.requests] == [
        {"driver": "fs", "path": "/data", "recursive": True, "settle": 0, "polling": 2000},
        {"driver": "cron", "expression": "0 3 * * *", "timezone": "Europe/Moscow", "missed": "once", "jitter": 60_000},
        {"driver": "auto", "interval": 1000, "align": True, "overlap": "replace", "missed": "all"},
    ]  # fmt: skip


def test_a_relative_path_is_meant_from_the_folder_where_it_is_typed(cocaine, peer, tmp_path):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    cocaine("push", peer.uri, "--path", "./in/../data", cwd=tmp_path)
    assert peer.requests[0]["targets"][peer.uri]["path"] == f"{tmp_path}/data"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["--interval", "1s", "--expression", "* * * * *"], ["--interval", "--expression", "cron", "auto"]),
        (["--interval", "1s", "--path", "/x"], ["--interval", "--path", "different drivers"]),
        (["--interval", "1s", "--timezone", "UTC"], ["--timezone is of cron, not of auto"]),
        (["--expression", "* * * * *", "--align"], ["--align is of auto, not of cron"]),
        (
            ["--endpoint", "ipc:///x", "--overlap", "skip"],
            ["--overlap is of auto and cron and fs, not of zeromq"],
        ),
        (["--driver", "manual", "--jitter", "1s"], ["--jitter is of auto and cron, not of manual"]),
        (["--driver", "cron", "--interval", "1s"], ["--interval is of auto, not of cron"]),
        (["--driver", "auto", "--set", "path=/x"], ["--path is of fs, not of auto"]),
        (["--interval", "1s", "--set", "interval=3"], ["interval is given more than once"]),
        (["--path", ""], ["it is empty", "--path ."]),
        (["--driver", "once"], ["`cocaine once URI`"]),
    ],
)
def test_what_would_be_ignored_is_refused_by_name_and_nothing_is_pushed(cocaine, peer, typed, words):
    done = cocaine("push", peer.uri, *typed)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert [word for word in words if word not in " ".join(done.stderr.split())] == []
    assert peer.requests == []


@pytest.mark.parametrize(
    ("typed", "missing", "words"),
    [
        ([], "interval", ["say when it runs: --interval 5s", "--path", "--driver manual"]),
        (["--driver", "auto"], "interval", ["give it by --interval"]),
        (["--driver", "cron"], "expression", ["give it by --expression"]),
        (["--driver", "zeromq"], "endpoint", ["give it by --endpoint"]),
    ],
)
def test_an_argument_that_is_missing_is_named_as_the_option_that_it_is(cocaine, peer, typed, missing, words):
    sentence = f"no {missing} specified"
    peer.handler = lambda peer, _: {peer.uri: {"error": sentence, "code": "missing_argument"}}
    done = cocaine("push", peer.uri, *typed)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith(f"cocaine: {sentence}\n")
    assert [word for word in words if word not in done.stderr] == []


def test_an_argument_that_is_there_and_wrong_needs_no_other_words(cocaine, peer):
    sentence = "no interval specified: it must be more than 0 ms, not 0"
    peer.handler = lambda peer, _: {peer.uri: {"error": sentence, "code": "missing_argument"}}
    assert cocaine("push", peer.uri, "--interval", "0").stderr == f"cocaine: {sentence}\n"


@pytest.mark.parametrize(("typed", "taken"), [("1", "1"), ("5000", "5000"), ("0.5", "0.5")])
def test_an_interval_without_a_unit_is_said_as_it_was_taken(cocaine, peer, typed, taken):
    done = cocaine("push", peer.uri, "--interval", typed)
    assert (done.returncode, done.stdout) == (DONE, f"{peer.key}\n")
    assert done.stderr.splitlines()[0] == f"every {taken} ms"
    assert "every" not in cocaine("push", peer.uri, "--interval", f"{typed}ms").stderr


@pytest.mark.parametrize("password", ["***", "***~5f0c1b2a", "%2A%2A%2A"])
@pytest.mark.parametrize(
    "command",
    [["once"], ["push", "--interval", "1s"], ["map", "--on", "h:1"], ["try"]],
    ids=lambda words: words[0],
)
def test_what_is_shown_for_a_password_is_not_taken_for_one(cocaine, peer, command, password):
    for uri in (f"mysql://app:{password}@h/", f"http://h/#proxy=http://app:{password}@h"):
        done = cocaine(*command, uri)
        assert (done.returncode, done.stdout) == (USAGE, "")
        assert "write the password itself, or {secret:NAME}" in " ".join(done.stderr.split())
    assert peer.requests == []


@pytest.mark.parametrize(
    "uri", ["mysql://app:****@h/", "mysql://app:{secret:db}@h/", "python:///x.py/X?a=***"]
)
def test_a_uri_without_a_shown_password_goes_to_the_daemon(cocaine, peer, uri):
    assert cocaine("once", uri).returncode == DONE
    assert [*peer.requests[0]["targets"]] == [uri]
