"""What `list` and `explain` tell of a task's state is durable by then; a storage in trouble keeps neither waiting."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

URI = "python:///few.py/few"
SLOW = 3_600_000
DEALER = 5


@pytest.fixture
def few(make_daemon: MakeDaemon) -> Daemon:
    """A daemon with a source that comes to its end with its second run."""
    daemon = make_daemon()
    daemon.source("few.py", "def few():\n    yield 1\n")
    return daemon.start()


@contextmanager
def held(daemon: Daemon) -> Iterator[None]:
    """Another program writes to the storage meanwhile: it hangs, and fails after 5 s."""
    database = sqlite3.connect(daemon.storage, isolation_level=None)
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
    finally:
        database.close()


def states(daemon: Daemon) -> list[str]:
    return [task["state"] for task in daemon.ask("list")["tasks"]]


def exhaust(daemon: Daemon) -> None:
    assert daemon.once(URI) == {"result": 1}
    assert daemon.once(URI)["code"] == "exhausted"


def test_a_kill_undoes_nothing_that_was_told(few: Daemon) -> None:
    keys = [
        pushed["key"] for pushed in few.ask("push", {URI: [{"interval": SLOW + n} for n in range(200)]})[URI]
    ]
    exhaust(few)
    explained = few.ask("explain", {key: {} for key in keys})
    few.kill()
    assert {explained[key]["state"] for key in keys} == {"exhausted"}
    few.start()
    assert states(few) == ["exhausted"] * 200


def test_a_storage_that_hangs_does_not_hang_who_asks_and_what_was_told_is_kept_when_it_goes_on(
    few: Daemon,
) -> None:
    few.push(URI, interval=SLOW)
    with held(few):
        exhaust(few)
        assert states(few) == ["exhausted"]
        words = "the storage does not answer: what became of 1 tasks is not kept yet"
        few.eventually(lambda: words in few.log())
    few.eventually(lambda: kept(few) == ["exhausted"])
    few.kill()
    few.start()
    assert states(few) == ["exhausted"]


def test_what_a_failing_storage_did_not_take_is_kept_as_soon_as_it_serves_again(few: Daemon) -> None:
    few.push(URI, interval=SLOW)
    with held(few):
        exhaust(few)
        few.eventually(lambda: "could not be kept; it is tried again" in few.log())
        assert states(few) == ["exhausted"]
    few.eventually(lambda: "what became of it is kept now" in few.log())
    few.kill()
    few.start()
    assert states(few) == ["exhausted"]


def kept(daemon: Daemon) -> list[str]:
    with sqlite3.connect(daemon.storage) as database:
        rows = database.execute("SELECT value FROM item WHERE collection = 'tasks'").fetchall()
    database.close()
    return ["exhausted" if json.loads(row)["exhausted"] else "running" for (row,) in rows]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("quarantine", "running", "quarantined"), ("resume", "quarantined", "running")],
)
def test_a_quarantine_and_its_end_are_told_when_they_are_durable(
    daemon: Daemon, action: str, before: str, after: str
) -> None:
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    if action == "resume":
        daemon.ask("quarantine", {key: {}})
    with daemon.socket(DEALER) as operator:
        with held(daemon):
            request = {"version": 2, "token": "t", "action": action, "targets": {key: {}}}
            operator.send_multipart([b"", json.dumps(request).encode()])
            daemon.eventually(lambda: daemon.ask("stats")["requests"]["pending"] == 2)
            assert states(daemon) == [before]
        operator.recv_multipart()
    assert states(daemon) == [after]
