"""What an operator asks of a daemon: quarantine, resume, reload."""

from __future__ import annotations

import json

import pytest

DONE, FAILED = 0, 1


def test_quarantine_and_resume_print_the_keys(cocaine, peer):
    for command in ("quarantine", "resume"):
        done = cocaine(command, peer.uri)
        assert (done.returncode, done.stdout, done.stderr) == (DONE, f"{peer.key}\n", "")
    assert [request["action"] for request in peer.requests] == ["quarantine", "resume"]


@pytest.mark.parametrize("command", ["quarantine", "resume"])
def test_one_target_that_is_not_there_does_not_keep_the_others_and_fails_the_whole(cocaine, peer, command):
    nothing = {"error": "driver is not active", "code": "driver_not_active"}
    peer.handler = lambda _, request: {
        key: nothing if key == "auto:b" else {"status": "success", "keys": [key]}
        for key in request["targets"]
    }
    done = cocaine(command, "auto:a", "auto:b", "auto:c")
    assert (done.returncode, done.stdout) == (FAILED, "auto:a\nauto:c\n")
    assert done.stderr == "cocaine: no task has the key auto:b; `cocaine ls` shows what runs\n"
    document = json.loads(cocaine(command, "auto:a", "auto:b", "--json").stdout)
    assert document == {"auto:a": {"status": "success", "keys": ["auto:a"]}, "auto:b": nothing}


def test_reload_prints_what_changed_and_what_needs_a_restart(cocaine):
    done = cocaine("reload")
    assert (done.returncode, done.stdout.splitlines()) == (
        DONE,
        [
            "history_depth: 10 -> 20",
            'export: ["tcp://a:1"] -> ["tcp://b:1"]',
            "endpoints: changed, but is in force only after a restart of the daemon",
        ],
    )


def test_a_reload_that_found_nothing_new_says_so(cocaine, peer):
    peer.handler = lambda *_: {"status": "success", "changed": {}, "needs_restart": []}
    done = cocaine("reload")
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "nothing has changed\n")


def test_a_wrong_configuration_is_told_a_line_for_each_problem(cocaine, peer):
    problems = "a.toml: watermark: 0 is not a whole number\na.toml: moon: unknown key"
    peer.handler = lambda *_: {"error": problems, "code": "bad_configuration"}
    done = cocaine("reload")
    assert (done.returncode, done.stdout, done.stderr) == (FAILED, "", f"cocaine: {problems}\n")


def test_the_way_to_watch_names_the_daemon_that_was_named(cocaine, peer):
    done = cocaine("--connect", peer.endpoint, "push", peer.uri, "--isolated", COCAINE_CONNECT="tcp://no:1")
    assert done.stdout == f"{peer.key}  in thread t1\n"
    assert f"cocaine --connect {peer.endpoint} watch {peer.key}" in done.stderr
