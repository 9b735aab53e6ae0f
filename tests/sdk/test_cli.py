"""The laws of the command line, run as a program against a peer that speaks the protocol."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DONE, FAILED, USAGE, NO_DAEMON = 0, 1, 2, 3


def replying(peer: Any, code: str, sentence: str) -> None:
    """From now on the peer refuses every target."""
    peer.handler = lambda _, request: {
        target: {"error": sentence, "code": code} for target in request.get("targets", {})
    }


def test_once_prints_the_fields_in_columns(cocaine, peer):
    done = cocaine("once", peer.uri)
    assert (done.returncode, done.stdout) == (DONE, "some-field     10\nanother-field  abc\n")


def test_push_prints_the_key_and_how_to_watch_it(cocaine, peer):
    done = cocaine(
        "push", peer.uri, "--interval", "5s", "--transient", "--set", "jitter=100", "--set", "align=yes"
    )
    assert (done.returncode, done.stdout) == (DONE, f"{peer.key}\n")
    assert f"cocaine watch {peer.key}" in done.stderr
    (arguments,) = peer.requests[0]["targets"].values()
    assert arguments == {"driver": "auto", "interval": 5000, "transient": True, "jitter": 100, "align": "yes"}


@pytest.mark.parametrize(
    ("typed", "milliseconds"),
    [
        ("5000", 5000),
        ("5s", 5000),
        ("1.5s", 1500),
        ("500ms", 500),
        ("2m", 120000),
        ("1h", 3600000),
        ("0.5", 0.5),
    ],
)
def test_durations_are_milliseconds_unless_they_say_otherwise(cocaine, peer, typed, milliseconds):
    assert cocaine("push", peer.uri, "--interval", typed).returncode == DONE
    assert peer.requests[0]["targets"][peer.uri]["interval"] == milliseconds


def test_ls_shows_each_task(cocaine, peer):
    head, row = cocaine("ls").stdout.splitlines()
    assert head.split() == ["KEY", "SOURCE", "DRIVER", "ARGUMENTS", "STATE", "NEXT", "RUN"]
    assert row.split() == [peer.key, peer.uri, "auto", "interval=5000", "running", "in", "60", "min"]
    assert head.index("SOURCE") == row.index(peer.uri)


def test_past_prints_the_newest_first(cocaine, peer):
    done = cocaine("past", peer.key, "--depth", "5")
    assert (done.returncode, done.stdout.split()[0], done.stdout.split()[-1]) == (DONE, "7", "n=1")


def test_past_of_a_source_prints_that_of_each_of_its_tasks(cocaine, peer):
    entry = {"timestamp": 1.5, "event": {"n": 1}, "seq": 7}
    peer.handler = lambda peer, _: {peer.uri: {"auto:a": [entry], "cron:b": [entry]}}
    lines = cocaine("past", peer.uri, "--depth", "2").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["auto:a", "7", "cron:b", "7"]
    assert peer.requests[0]["targets"] == {peer.uri: {"depth": 2}}


@pytest.mark.parametrize(
    ("named", "words"),
    [("auto:ab", "`cocaine ls` shows what runs"), ("x://y", "ask by a task's key")],
)
def test_a_past_that_is_empty_says_whose_and_what_to_do(cocaine, peer, named, words):
    replying(peer, "past_empty", f"the past is empty: no event of {named}")
    done = cocaine("past", named)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith(f"cocaine: the past is empty: no event of {named}; ")
    assert words in done.stderr


def test_stats_prints_each_figure_by_its_path(cocaine):
    assert "requests.total    3\n" in cocaine("stats").stdout


def test_drop_takes_keys_and_sources(cocaine, peer):
    assert cocaine("drop", peer.key).stdout == f"dropped {peer.key}\n"
    assert cocaine("drop", peer.uri).stdout == f"dropped {peer.key}\n"
    assert [list(r["targets"]) for r in peer.requests if r["action"] == "drop"] == [[peer.key]] * 2


def test_drop_of_a_source_leaves_the_tasks_of_others_alone(cocaine, peer):
    done = cocaine("--token", "stranger", "drop", peer.uri)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert f"no task of stranger has the source {peer.uri}" in done.stderr


def test_a_source_of_which_there_is_no_task_does_not_keep_the_others_from_being_dropped(cocaine, peer):
    done = cocaine("drop", "x://nothing", peer.uri)
    assert (done.returncode, done.stdout) == (FAILED, f"dropped {peer.key}\n")
    assert "no task of username has the source x://nothing" in done.stderr


def test_watch_of_a_key_that_no_task_has_says_so_and_watches_it(cocaine, peer):
    peer.publish([b"auto:later load h 1.0", b"1"])
    done = cocaine("watch", "auto:later", "--count", "1")
    assert (done.returncode, done.stdout.split()[-1]) == (DONE, "1")
    assert "no task has the key auto:later now" in done.stderr


def test_watch_prints_values_and_ends_after_the_count(cocaine, peer):
    peer.publish(
        [f"{peer.key} load other 1700000000.250".encode(), b"0.5"],
        [f"{peer.key} name other 1700000000.250".encode(), b"abc"],
    )
    done = cocaine("watch", peer.uri, "--count", "2")
    assert [line.split()[-3:] for line in done.stdout.splitlines()] == [
        ["other", "load", "0.5"],
        ["other", "name", "abc"],
    ]
    assert done.returncode == DONE


def test_watch_of_a_field_prints_that_field(cocaine, peer):
    peer.publish([f"{peer.key} load1 h 1.0".encode(), b"1"], [f"{peer.key} load h 1.0".encode(), b"2"])
    done = cocaine("watch", peer.key, "--field", "load", "--count", "1", "--json")
    assert json.loads(done.stdout)["value"] == 2


@pytest.fixture
def watching(peer: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A `cocaine watch` that has printed its first line."""
    program = [Path(sys.executable).with_name("cocaine"), "--connect", peer.endpoint, "--export", peer.export]
    peer.publish([f"{peer.key} load h 1.0".encode(), b"1"])
    heeding = ["env", "--default-signal=INT"]  # a shell's background jobs, and so this test, may ignore it
    with subprocess.Popen(
        [*heeding, *program, "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as watching:
        assert watching.stdout.readline().endswith(b"1\n")
        yield watching
        watching.kill()


def test_watch_ends_by_an_interrupt_and_that_is_fine(watching):
    watching.send_signal(signal.SIGINT)
    assert watching.wait(20) == DONE
    assert watching.stderr.read() == b""


def test_watch_ends_without_a_word_when_nobody_reads_it(watching, peer):
    watching.stdout.close()
    peer.publish([f"{peer.key} load h 1.0".encode(), b"1"])
    assert watching.wait(20) == FAILED
    assert watching.stderr.read() == b""


def test_map_prints_each_daemon_and_fails_unless_all_answered(cocaine, peer, peers, tmp_path):
    other = peers("other")
    both = cocaine("map", peer.uri, "--on", f"{peer.endpoint},{other.endpoint}")
    assert (both.returncode, both.stdout.count("answered")) == (DONE, 2)
    absent = f"ipc://{tmp_path}/absent"
    one = cocaine("map", peer.uri, "--on", peer.endpoint, "--on", absent, "--timeout", "1s", "--json")
    outcomes = {line["daemon"]: line["outcome"] for line in map(json.loads, one.stdout.splitlines())}
    assert outcomes == {peer.endpoint: "answered", absent: "unreachable"}
    assert one.returncode == FAILED
    none = cocaine("map", peer.uri, "--on", absent, "--timeout", "200ms")
    assert none.returncode == NO_DAEMON


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize(
    "command",
    [
        ["once", "URI"],
        ["push", "URI"],
        ["drop", "KEY"],
        ["past", "KEY"],
        ["stats"],
        ["ls"],
        ["explain", "KEY"],
        ["explain", "URI"],
        ["quarantine", "URI"],
        ["resume", "KEY"],
        ["reload"],
    ],
)
def test_json_is_one_document_wherever_it_is_asked_for(cocaine, peer, command, place):
    words = [{"URI": peer.uri, "KEY": peer.key}.get(word, word) for word in command]
    done = cocaine("--json", *words) if place == "before" else cocaine(*words, "--json")
    assert (done.returncode, done.stderr) == (DONE, "")
    assert json.loads(done.stdout)


def test_a_source_that_failed_is_told_with_its_caret_in_place(cocaine, peer):
    sentence = "file.py:3: invalid syntax\n    def x(:\n          ^\nclose the bracket"
    replying(peer, "syntax_error", sentence)
    done = cocaine("once", peer.uri)
    assert (done.returncode, done.stdout, done.stderr) == (FAILED, "", f"cocaine: {sentence}\n")


def test_an_error_is_json_too_where_json_is_asked_for(cocaine, peer):
    replying(peer, "missing_argument", "no interval specified")
    done = cocaine("--json", "push", peer.uri)
    assert (done.returncode, done.stderr) == (FAILED, "")
    assert json.loads(done.stdout) == {"error": "no interval specified", "code": "missing_argument"}


def test_one_drop_refused_does_not_keep_the_others_and_fails_the_whole(cocaine, peer):
    denied = {"error": "access denied", "code": "access_denied"}
    peer.handler = lambda _, request: {
        key: denied if key == "auto:b" else {"status": "success"} for key in request["targets"]
    }
    done = cocaine("drop", "auto:a", "auto:b", "auto:c")
    assert (done.returncode, done.stdout) == (FAILED, "dropped auto:a\ndropped auto:c\n")
    assert done.stderr == "cocaine: auto:b: access denied\n"


@pytest.mark.parametrize(
    "command",
    [
        ["once", "x://"],
        ["push", "x://"],
        ["watch"],
        ["ls"],
        ["drop", "auto:ab"],
        ["explain", "auto:ab"],
        ["top"],
    ],
)
def test_without_a_daemon_the_status_is_three_and_the_endpoint_is_named(cocaine, tmp_path, command):
    done = cocaine("--timeout", "0.2", *command, COCAINE_CONNECT=f"ipc://{tmp_path}/nobody")
    assert (done.returncode, done.stdout) == (NO_DAEMON, "")
    assert "nobody" in done.stderr


@pytest.mark.parametrize(("typed", "taken"), [("200ms", "0.2 s"), ("0.2s", "0.2 s"), ("0.2", "0.2 s")])
def test_the_patience_with_the_daemon_is_a_duration_or_so_many_seconds(cocaine, tmp_path, typed, taken):
    done = cocaine("--timeout", typed, "ls", COCAINE_CONNECT=f"ipc://{tmp_path}/nobody")
    assert done.returncode == NO_DAEMON
    assert taken in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["moon"],
        ["once"],
        ["push", "x://", "--interval", "soon"],
        ["push", "x://", "--set", "nonsense"],
        ["watch", "--field", "load"],
        ["map", "x://", "--on", ","],
        ["push", "x://", "--path", "/x", "--expression", "* * * * *"],
        ["push", "x://", "--path", "\udcff"],
        ["push", "x://", "--overlap", "perhaps"],
        ["top", "--interval", "99ms"],
        ["top", "--sort", "beauty"],
        ["quarantine"],
        ["--timeout", "0", "ls"],
        ["--timeout", "soon", "ls"],
        ["--connect", "nonsense", "ls"],
    ],
)
def test_wrong_usage_is_status_two_and_says_so_on_stderr_only(cocaine, words):
    done = cocaine(*words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr


def test_a_source_cannot_play_with_the_terminal(cocaine, peer):
    peer.handler = lambda *_: {peer.uri: {"a": "\x1b[2J\x9b1m\r\n", "\x1b]0;b": 1}}
    done = cocaine("once", peer.uri)
    assert [c for c in done.stdout if c != "\n" and not c.isprintable()] == []
    assert done.stdout.count("\n") == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_for_the_program_of_this_name(cocaine, shell):
    done = cocaine("completion", shell)
    assert done.returncode == DONE
    assert "_COCAINE_COMPLETE" in done.stdout


def test_the_shells_are_told_the_commands(cocaine):
    environment = {"_COCAINE_COMPLETE": "bash_complete", "COMP_WORDS": "cocaine pa", "COMP_CWORD": "1"}
    assert cocaine(**environment).stdout == "plain,past\n"


def test_help_brings_in_neither_sockets_nor_an_event_loop():
    code = "import sys, cocaine_sdk.cli.program; print(*({'zmq', 'asyncio', 'msgspec', 'rich'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
