"""No password of a URI is shown by a daemon: not in its log, nor in what it answers, but for a target's own name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.redaction import LONGEST
from cocained.core.showing import meant

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

SECRET = "hunter2"
MYSQL = f"mysql://app:{SECRET}@127.0.0.1:1/shop"
MYSQL_SHOWN = "mysql://app:***@127.0.0.1:1/shop"
HTTP = f"http://app:{SECRET}@127.0.0.1:1/"
HTTP_SHOWN = "http://app:***@127.0.0.1:1/"
TELLTALE = """
class Telltale:
    def __init__(self, dsn):
        self.dsn = dsn
        log('made with', dsn)

    def next(self):
        raise ValueError(f'no way to {self.dsn!r}')
"""
PYTHON = f"python:///telltale.py/Telltale?dsn=http://app:{SECRET}@db/"


def cocaine(daemon: Daemon, *words: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("cocaine")
    command = [program, "--connect", daemon.endpoint, "--token", "tester", "--timeout", "30", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def keys(daemon: Daemon) -> dict[str, str]:
    """What is shown of each task's source → its key."""
    return {task["uri"]: task["key"] for task in daemon.ask("list")["tasks"]}


@pytest.mark.parametrize(("uri", "shown"), [(MYSQL, MYSQL_SHOWN), (HTTP, HTTP_SHOWN)])
def test_nothing_that_is_told_of_a_task_has_its_password(daemon: Daemon, uri: str, shown: str) -> None:
    key = daemon.push(uri, interval=50)["key"]
    daemon.eventually(lambda: daemon.ask("stats")["events"]["total"] > 1)
    told = [
        daemon.ask("list"),
        daemon.ask("stats"),
        daemon.ask("explain", {key: {}})[key],
        daemon.ask("past", {key: {}})[key],
    ]
    assert SECRET not in json.dumps(told)
    assert told[0]["tasks"][0]["uri"] == told[2]["uri"] == shown
    assert told[1]["engines"]["alive"] == list(told[1]["sources"]) == [shown]
    assert SECRET not in key


def test_neither_failures_nor_the_log_have_the_passwords_of_a_sources_uri(daemon: Daemon) -> None:
    daemon.source("telltale.py", TELLTALE)
    key = daemon.push(PYTHON, interval=50)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["failed"])
    daemon.eventually(lambda: "no way to" in daemon.log())
    told = [
        daemon.ask("explain", {key: {}})[key],
        daemon.ask("past", {key: {}})[key],
        daemon.once(PYTHON),
        daemon.log(),
    ]
    assert SECRET not in json.dumps(told)
    assert "no way to 'http://app:***@db/'" in told[2]["error"]
    assert "made with http://app:***@db/" in daemon.log()


def test_a_source_that_dies_is_told_of_in_the_log_without_its_password(daemon: Daemon) -> None:
    daemon.source("deadly.py", "class Deadly:\n    def next(self):\n        while True: pass\n")
    uri = f"python:///deadly.py/Deadly#u:{SECRET}@x"
    daemon.push(uri, interval=50, timeout=50)
    daemon.eventually(lambda: "started again in" in daemon.log())
    assert SECRET not in daemon.log()


@pytest.mark.parametrize(
    "uri",
    [
        f"mysql://app:{SECRET}/@127.0.0.1/",
        f"http://app:{SECRET} @h/",
        f"nope://u:{SECRET}@h/",
        f"u:{SECRET}@h",
    ],
)
def test_a_push_that_is_refused_is_refused_without_its_password(daemon: Daemon, uri: str) -> None:
    refused = daemon.push(uri, interval=1000)
    assert refused["code"] in ("malformed_uri", "unknown_scheme")
    assert SECRET not in refused["error"]


def test_two_sources_that_differ_in_their_passwords_alone_are_both_shown(daemon: Daemon) -> None:
    daemon.push(MYSQL, interval=60_000)
    daemon.push(MYSQL.replace(SECRET, "swordfish"), interval=60_000)
    stats = daemon.ask("stats")
    assert len(stats["sources"]) == len(set(stats["engines"]["alive"])) == 2
    assert set(stats["sources"]) == set(keys(daemon)) == set(stats["engines"]["alive"])
    assert all(name.startswith("mysql://app:***~") for name in stats["sources"])


def test_what_is_shown_of_a_source_is_understood_as_its_uri_is(daemon: Daemon) -> None:
    key = daemon.push(MYSQL, interval=50)["key"]
    daemon.eventually(lambda: daemon.ask("stats")["events"]["total"])
    for target in (MYSQL, MYSQL_SHOWN):
        assert list(daemon.ask("past", {target: {}})[target]) == [key]
        assert daemon.ask("quarantine", {target: {}})[target]["keys"] == [key]
        assert daemon.ask("resume", {target: {}})[target]["keys"] == [key]
        assert [task["key"] for task in daemon.ask("list", uri=target)["tasks"]] == [key]
    assert daemon.ask("drop", {MYSQL_SHOWN: {"interval": 50}})[MYSQL_SHOWN] == {"status": "success"}


def test_what_is_shown_of_two_sources_is_no_name_for_either_but_their_marks_are(daemon: Daemon) -> None:
    ours = daemon.push(MYSQL, interval=60_000)["key"]
    theirs = daemon.push(MYSQL.replace(SECRET, "swordfish"), interval=60_000)["key"]
    refused = daemon.ask("drop", {MYSQL_SHOWN: {"interval": 60_000}})[MYSQL_SHOWN]
    assert refused["code"] == "bad_argument"
    assert "use a key" in refused["error"]
    mark = next(name for name, key in keys(daemon).items() if key == theirs)
    assert daemon.ask("drop", {mark: {"interval": 60_000}})[mark] == {"status": "success"}
    assert list(keys(daemon).values()) == [ours]


def test_a_whole_uri_names_its_own_source_where_another_is_shown_like_it(daemon: Daemon) -> None:
    ours = daemon.push(MYSQL, interval=60_000)["key"]
    daemon.push(MYSQL.replace(SECRET, "swordfish"), interval=60_000)
    assert [task["key"] for task in daemon.ask("list", uri=MYSQL)["tasks"]] == [ours]


@pytest.mark.parametrize("named", [MYSQL, MYSQL_SHOWN])
def test_the_command_line_takes_either_name_and_shows_one(daemon: Daemon, named: str) -> None:
    pushed = cocaine(daemon, "push", MYSQL, "--interval", "50ms", "--json")
    key = json.loads(pushed.stdout)["key"]
    runs = [pushed, cocaine(daemon, "ls"), cocaine(daemon, "stats"), cocaine(daemon, "top", "--count", "1")]
    runs += [
        cocaine(daemon, "explain", named),
        cocaine(daemon, "drop", named),
        cocaine(daemon, "drop", named),
    ]
    assert [run.returncode for run in runs] == [0, 0, 0, 0, 0, 0, 1]
    assert key in runs[5].stdout
    assert [MYSQL_SHOWN in run.stdout + run.stderr for run in runs] == [True] * 5 + [False, True]
    assert all(SECRET not in run.stdout + run.stderr for run in runs)


def test_a_trial_shows_no_password(daemon: Daemon) -> None:
    run = cocaine(daemon, "try", MYSQL, "--n", "1")
    assert MYSQL_SHOWN in run.stdout
    assert SECRET not in run.stdout + run.stderr


def test_the_storage_keeps_the_whole_uri_and_is_closed_to_others(daemon: Daemon) -> None:
    key = daemon.push(MYSQL, interval=60_000)["key"]
    assert daemon.storage.stat().st_mode & 0o077 == 0
    daemon.kill()
    daemon.start()
    assert daemon.push(MYSQL, interval=60_000)["key"] == key
    assert list(keys(daemon)) == [MYSQL_SHOWN]
    assert SECRET not in daemon.log()


def test_a_log_of_json_lines_has_no_password_either(make_daemon: MakeDaemon) -> None:
    config = {"log_format": "json"}
    daemon = make_daemon()
    file = daemon.folder / "config.toml"
    file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in config.items()))
    daemon.source("telltale.py", TELLTALE)
    daemon.start("--config", str(file))
    daemon.push(PYTHON, interval=50)
    daemon.eventually(lambda: "no way to" in daemon.log())
    assert SECRET not in daemon.log()
    lines: list[dict[str, Any]] = [json.loads(line) for line in daemon.log().splitlines()]
    assert any("http://app:***@db/" in line["message"] for line in lines)


def test_a_name_is_looked_up_among_many_sources_in_time_that_grows_with_their_length() -> None:
    """With the square of it, these would take an hour."""
    colons = ":" * 4000
    uris = [f"python:///***?x={colons}{number}" for number in range(2000)]
    assert meant(uris[7], uris) == uris[7]
    assert meant(f"python:///***?x={colons}", uris) == f"python:///***?x={colons}"


def test_a_name_longer_than_any_that_is_shown_is_refused() -> None:
    longest = "mysql://u:***@h/" + "a" * (LONGEST - 16)
    assert meant(longest, []) == longest
    with pytest.raises(BadArgument, match="use a key"):
        meant(longest + "a", ["mysql://***"])


def test_a_request_of_a_text_past_all_measure_is_answered_at_once(daemon: Daemon) -> None:
    """With the square of its length, each answer would take minutes."""
    uri = "python:///a?x=" + ":" * 200_000
    assert daemon.ask("past", {uri: {}})[uri]["error"].endswith("no event of python://***")
    assert daemon.push(uri, interval=1000)["code"] == "malformed_uri"
