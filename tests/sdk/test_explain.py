"""What `cocaine explain` says of a task, and how."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest

from cocaine_sdk.cli.explained import explained
from cocaine_sdk.cli.quantities import clock
from cocaine_sdk.explanation import Explanation
from cocaine_sdk.failure import Failure

DONE, FAILED = 0, 1
NOW = time.time()

RUNS = [
    {"due": NOW - 5, "began": NOW - 4.9988, "took": 3.4, "outcome": "event"},
    {"due": NOW - 10, "began": NOW - 9.8, "took": 5003.0, "outcome": "timeout", "error": "too slow"},
]
SKIPS = [
    {"why": "the run before was still going", "count": 12, "last": NOW - 60},
    {"why": "the source was degraded", "count": 3, "last": NOW - 3600},
]
SOURCE = {
    "state": "running",
    "capabilities": ["iterator", "scheduler"],
    "restarts": 2,
    "reloads": 1,
    "cpu": 12.4,
    "memory": 25_480_396,
    "queue": 7,
    "code": "5f0cab12" * 8,
    "loaded": NOW - 3 * 3600,
}


def lines_of(peer: Any, **changes: Any) -> list[str]:
    return list(explained(msgspec.convert(peer.explanation(**changes), Explanation)))


def section(lines: list[str], title: str) -> list[str]:
    """The lines below a title, without their indent."""
    start = next(
        n for n, line in enumerate(lines) if line == title or line.startswith((f"{title}:", f"{title},"))
    )
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return [line[2:] for line in lines[start + 1 : end]]


def labelled(lines: list[str]) -> dict[str, str]:
    """Text by label, of the lines that have both."""
    parted = [line.partition("  ") for line in lines]
    return {label: text.strip() for label, _, text in parted if label and text}


def test_the_head_says_what_the_task_is_and_why_it_does_what_it_does(peer):
    lines = lines_of(
        peer,
        state="degraded",
        why="its source died",
        thread="t1",
        tokens=["alice", "bob"],
        transient=True,
        next_run=NOW + 5.2 * 24 * 3600,
        last_run=NOW - 5.2 * 3600,
        runs=120,
        failed=3,
        timeouts=1,
        skipped=15,
    )
    head = labelled(lines)
    assert lines[0] == peer.key
    assert head["source"] == peer.uri
    assert head["driver"] == "auto  interval=5000"
    assert head["thread"] == "t1"
    assert head["tokens"] == "alice, bob (transient)"
    assert head["state"] == "degraded: its source died"
    assert head["next run"].endswith(", in 5 d")
    assert head["last run"].endswith(", 5 h ago")
    assert head["runs"] == "120, failed 3 (1 by timeout), skipped 15"


def test_a_task_that_has_no_next_run_has_a_dash_for_it(peer):
    assert "next run  -" in lines_of(peer)


@pytest.mark.parametrize(
    ("here", "arguments", "shown"),
    [
        ("UTC", {}, "2099-11-30 04:00:00 UTC, in "),
        ("Asia/Tokyo", {}, "2099-11-30 04:00:00 UTC, 2099-11-30 13:00:00 JST, in "),
        (
            "UTC",
            {"timezone": "Europe/Moscow"},
            "2099-11-30 07:00:00 Europe/Moscow, 2099-11-30 04:00:00 UTC, in ",
        ),
        ("UTC", {"timezone": "Mars/Canal"}, "2099-11-30 04:00:00.000 (local), in "),
    ],
)
def test_the_next_run_of_a_calendar_has_its_date_and_its_zone(monkeypatch, peer, here, arguments, shown):
    monkeypatch.setenv("TZ", here)
    time.tzset()
    try:
        head = labelled(lines_of(peer, driver="cron", arguments=arguments, next_run=4_099_694_400.0))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert head["next run"].startswith(shown)


def test_a_moment_that_is_not_of_today_has_its_date():
    noon = time.mktime((*time.localtime()[:3], 12, 0, 0, 0, 0, -1))
    assert len(clock(noon)) == len("12:00:00.000")
    assert [clock(noon + days * 86_400)[:10].count("-") for days in (-1, 1)] == [2, 2]


def test_each_of_the_last_runs_says_how_late_it_was_and_what_came_of_it(peer):
    head, *rows = section(lines_of(peer, last_runs=RUNS), "last runs")
    assert head.split() == ["DUE", "LATE", "TOOK", "OUTCOME"]
    assert [row.split()[1:] for row in rows] == [
        ["1.2", "ms", "3.4", "ms", "event"],
        ["200", "ms", "5.0", "s", "timeout", "too", "slow"],
    ]


def test_no_skip_is_without_its_reason(peer):
    head, *rows = section(lines_of(peer, skips=SKIPS), "skips")
    assert head.split() == ["COUNT", "LAST", "WHY"]
    assert [(row.split()[0], row.partition("  the ")[2]) for row in rows] == [
        ("12", "run before was still going"),
        ("3", "source was degraded"),
    ]


def test_the_last_error_stands_as_the_failure_says_it_with_its_caret_in_place(peer):
    failure = Failure(
        code="source_error",
        message="ZeroDivisionError: division by zero",
        file="file.py",
        line=7,
        column=10,
        text="    return 1 / self.n",
        hint="look at it",
    )
    error = {"timestamp": NOW - 6, "failure": failure, "sentence": failure.sentence()}
    lines = lines_of(peer, error=msgspec.to_builtins(error))
    assert section(lines, "last error") == failure.sentence().splitlines()


def test_the_source_says_what_it_is_and_what_it_takes(peer):
    said = labelled(section(lines_of(peer, source=SOURCE), "source"))
    assert said["state"] == "running (iterator, scheduler)"
    assert said["loaded"].endswith(", 3 h ago")
    assert said["code"] == "5f0cab125f0c"
    assert said["restarts"] == "2, reloads 1"
    assert (said["processor"], said["memory"], said["queue"]) == ("12 s", "24.3 MiB", "7")


def test_a_file_that_does_not_run_is_told_before_all_that_happened(peer):
    why = "file.py:3: SyntaxError: invalid syntax\n    def x(:\n          ^"
    lines = lines_of(peer, source=SOURCE | {"outdated": why}, last_runs=RUNS)
    assert section(lines, "outdated") == why.splitlines()
    assert lines.index("outdated: the file that was saved last does not run") < lines.index("last runs")


def test_the_driver_tells_its_own_figures_and_the_source_its_last_words(peer):
    log = [{"level": "info", "message": "begun"}, {"level": "warning", "message": "empty"}]
    lines = lines_of(peer, figures={"received": 5, "socket": {"waiting": 2}, "error": ""}, log=log)
    assert section(lines, "driver") == ["received        5", "socket.waiting  2", "error           -"]
    assert section(lines, "log") == ["info     begun", "warning  empty"]


def test_what_there_is_nothing_to_say_of_has_no_section(peer):
    lines = lines_of(peer)
    assert [line for line in lines if line and not line.startswith(" ")][-1] == "source"


EVIL = "\x1b[2J\x9b1m\r\x07"
EVERYWHERE = {
    "uri": f"x://{EVIL}",
    "arguments": {EVIL: EVIL},
    "tokens": [EVIL],
    "why": EVIL,
    "last_runs": [RUNS[0] | {"outcome": EVIL, "error": EVIL}],
    "skips": [SKIPS[0] | {"why": EVIL}],
    "error": {"timestamp": NOW, "failure": {"code": "x", "message": ""}, "sentence": f"a\n{EVIL}"},
    "source": SOURCE | {"outdated": EVIL, "code": EVIL, "capabilities": [EVIL]},
    "log": [{"level": EVIL, "message": f"{EVIL}\n"}],
    "figures": {EVIL: {EVIL: [EVIL]}},
}


def test_nothing_that_a_source_says_can_play_with_the_terminal(peer):
    assert [line for line in lines_of(peer, **EVERYWHERE) if not line.isprintable()] == []


# --- the command


def test_explain_of_a_key_prints_that_task(cocaine, peer):
    done = cocaine("explain", peer.key)
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (DONE, peer.key, "")
    assert [request["action"] for request in peer.requests] == ["explain"]


def two_tasks(peer: Any, request: dict[str, Any]) -> dict[str, Any]:
    if request["action"] == "list":
        return {
            "tasks": [peer.task(key="auto:a"), peer.task(key="fs:b"), peer.task(key="auto:c", uri="x://")]
        }
    return dict(peer.serve(peer, request))


def test_explain_of_a_source_prints_each_of_its_tasks(cocaine, peer):
    peer.handler = two_tasks
    first, second = cocaine("explain", peer.uri).stdout.split("\n\nfs:b\n")
    assert first.startswith("auto:a\n")
    assert "auto:c" not in second


def test_explain_in_json_is_a_document_for_each_task(cocaine, peer):
    peer.handler = two_tasks
    documents = [json.loads(line) for line in cocaine("explain", peer.uri, "--json").stdout.splitlines()]
    assert [document["key"] for document in documents] == ["auto:a", "fs:b"]
    assert documents[0]["arguments"] == {"interval": 5000}


@pytest.mark.parametrize("named", ["auto:ab", "x://nothing"])
def test_explain_of_what_is_not_there_fails_and_says_how_to_find_what_is(cocaine, peer, named):
    def nothing(peer: Any, request: dict[str, Any]) -> dict[str, Any]:
        if request["action"] == "list":
            return dict(peer.serve(peer, request))
        return {"auto:ab": {"error": "driver is not active", "code": "driver_not_active"}}

    peer.handler = nothing
    done = cocaine("explain", named)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert f"{named}; `cocaine ls` shows what runs" in done.stderr
    assert json.loads(cocaine("explain", named, "--json").stdout)["code"].endswith("_not_active")
