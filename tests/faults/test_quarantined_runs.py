"""What was due while a task was quarantined is counted with its reason when it is resumed, and never made up for."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from cocained.core.runs import QUARANTINED

if TYPE_CHECKING:
    from tests.conftest import Daemon

HOUR = 3600
MISSED = ("skip", "once", "all")


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def skipped(said: dict[str, Any]) -> dict[str, int]:
    return {skip["why"]: skip["count"] for skip in said["skips"]}


def move_back(daemon: Daemon, key: str, hours: int) -> float:
    """As though the task had been pushed, set aside and resumed so long ago; when that was its last run."""
    with sqlite3.connect(daemon.storage) as database:
        for collection, fields in (("tasks", ("started", "resumed")), ("runs", (key,))):
            query = "SELECT key, value FROM item WHERE collection = ?"
            for name, value in database.execute(query, (collection,)).fetchall():
                row = msgspec.json.decode(value)
                row |= {field: row[field] - hours * HOUR for field in fields}
                update = "UPDATE item SET value = ? WHERE collection = ? AND key = ?"
                database.execute(update, (msgspec.json.encode(row), collection, name))
    database.close()
    last: float = row[key]
    return last


def set_aside(daemon: Daemon, hours: int, **arguments: Any) -> tuple[str, float]:
    """A task that has stood still for so long; when its last run was due."""
    key = daemon.push(daemon.seed_uri, **arguments)["key"]
    daemon.ask("quarantine", {key: {}})
    daemon.stop()
    last = move_back(daemon, key, hours)
    daemon.start()
    return key, last


@pytest.mark.parametrize("missed", MISSED)
def test_of_auto_each_is_counted_and_none_is_made(daemon: Daemon, missed: str) -> None:
    key, last = set_aside(daemon, 200, interval=HOUR * 1000, missed=missed)
    before = explain(daemon, key)
    assert (before["skips"], before["last_run"]) == ([], None)
    daemon.ask("resume", {key: {}})
    said = daemon.eventually(lambda: (now := explain(daemon, key))["skipped"] == 200 and now)
    assert (skipped(said), said["runs"]) == ({QUARANTINED: 200}, 0)
    assert said["last_run"] == pytest.approx(last + 200 * HOUR, abs=0.01)
    assert said["next_run"] == pytest.approx(last + 201 * HOUR, abs=0.01)


@pytest.mark.parametrize("missed", MISSED)
def test_of_cron_each_is_counted_and_none_is_made(daemon: Daemon, missed: str) -> None:
    key, _ = set_aside(daemon, 48, driver="cron", expression="0 * * * *", missed=missed)
    daemon.ask("resume", {key: {}})
    said = daemon.eventually(lambda: (now := explain(daemon, key))["skipped"] in (47, 48) and now)
    assert set(skipped(said)) == {QUARANTINED}
    assert said["last_run"] % HOUR == 0


def test_a_kill_right_after_the_resume_makes_nothing_up_either(daemon: Daemon) -> None:
    key, last = set_aside(daemon, 50, interval=HOUR * 1000, missed="all")
    daemon.ask("resume", {key: {}})
    daemon.kill()
    with sqlite3.connect(daemon.storage) as database:  # as though it had been sooner than they were written
        database.execute("DELETE FROM item WHERE collection = 'runs'")
        rows = [(f"{number:02}", msgspec.json.encode({key: last})) for number in range(64)]
        database.executemany("INSERT INTO item VALUES ('runs', ?, ?)", rows)
    database.close()
    daemon.start()
    said = daemon.eventually(lambda: (now := explain(daemon, key))["skipped"] == 50 and now)
    assert (skipped(said), said["runs"]) == ({QUARANTINED: 50}, 0)


def test_a_quarantine_between_two_runs_leaves_the_time_of_the_last_run_as_it_is(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=300)["key"]
    daemon.eventually(lambda: explain(daemon, key)["runs"])
    for action in ("quarantine", "resume"):
        daemon.ask(action, {key: {}})
    said = explain(daemon, key)
    dues = [round(run["due"], 3) for run in said["last_runs"]]
    turns = (said["last_run"] - dues[-1]) / 0.3
    assert abs(turns - round(turns)) < 0.02


def test_what_runs_by_no_schedule_counts_nothing(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, driver="fs", path=str(daemon.folder / "in"))["key"]
    for action in ("quarantine", "resume"):
        daemon.ask(action, {key: {}})
    (daemon.folder / "in").mkdir()
    said = daemon.eventually(lambda: (now := explain(daemon, key))["runs"] and now)
    assert said["skips"] == []
