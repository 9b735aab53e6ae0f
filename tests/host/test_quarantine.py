"""The laws of quarantine and resume: an operator sets a task aside, and nothing but the operator lets it run again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon

COUNTER = """
class Counter:
    n = 0
    def next(self):
        self.n += 1
        return {"n": self.n}
"""
URI = "python:///counter.py/Counter"


@pytest.fixture
def counting(daemon: Daemon) -> Daemon:
    daemon.source("counter.py", COUNTER)
    return daemon


def task(daemon: Daemon, key: str) -> dict[str, Any]:
    return {task["key"]: task for task in daemon.ask("list")["tasks"]}[key]


def put(daemon: Daemon, action: str, target: str) -> Any:
    return daemon.ask(action, {target: {}})[target]


@contextmanager
def storage_held(daemon: Daemon) -> Iterator[None]:
    """Another program writes to the storage meanwhile: whoever wants to waits."""
    database = sqlite3.connect(daemon.storage, isolation_level=None)
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
    finally:
        database.close()


def running(daemon: Daemon, key: str) -> int:
    """Wait for a run more than there is."""
    runs = task(daemon, key)["runs"]
    found: int = daemon.eventually(lambda: (now := task(daemon, key)["runs"]) > runs and now)
    return found


def test_a_task_that_is_quarantined_runs_no_more_until_it_is_resumed(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    running(counting, key)
    assert put(counting, "quarantine", key) == {"status": "success", "keys": [key]}
    before = task(counting, key)
    witness = counting.push(counting.seed_uri, interval=10)["key"]
    for _ in range(3):
        running(counting, witness)
    after = task(counting, key)
    assert (after["runs"], after["state"], after["next_run"]) == (before["runs"], "quarantined", None)
    assert put(counting, "resume", key) == {"status": "success", "keys": [key]}
    running(counting, key)
    assert task(counting, key)["state"] == "running"


def test_its_cell_is_ended_unless_another_task_uses_it(counting: Daemon) -> None:
    one, other = (counting.push(URI, interval=interval)["key"] for interval in (10, 3_600_000))
    running(counting, one)
    put(counting, "quarantine", one)
    assert counting.ask("stats")["cells"]["alive"] == 1
    put(counting, "quarantine", other)
    counting.eventually(lambda: counting.ask("stats")["cells"]["alive"] == 0)


def test_a_source_is_quarantined_with_all_its_tasks(counting: Daemon) -> None:
    keys = [counting.push(URI, interval=n, isolated=n == 30)["key"] for n in (10, 20, 30)]
    other = counting.push(counting.seed_uri, interval=10)["key"]
    assert sorted(put(counting, "quarantine", URI)["keys"]) == sorted(keys)
    assert {task(counting, key)["state"] for key in keys} == {"quarantined"}
    assert task(counting, other)["state"] == "running"
    assert sorted(put(counting, "resume", URI)["keys"]) == sorted(keys)
    for key in keys:
        running(counting, key)


def test_quarantine_outlives_the_daemon_and_so_does_its_end(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    put(counting, "quarantine", key)
    counting.kill()
    counting.start()
    assert task(counting, key)["state"] == "quarantined"
    put(counting, "resume", key)
    counting.kill()
    counting.start()
    running(counting, key)


def test_a_push_joins_a_quarantined_task_and_is_told_that_it_does_not_run(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    put(counting, "quarantine", key)
    assert counting.push(URI, "other", interval=10) == {"key": key, "state": "quarantined"}
    assert task(counting, key)["tokens"] == ["other", "tester"]
    counting.eventually(lambda: counting.ask("stats")["cells"]["alive"] == 0)
    counting.source("counter.py", "this is no Python")
    assert counting.push(URI, "third", interval=10) == {"key": key, "state": "quarantined"}
    assert counting.ask("stats")["cells"]["alive"] == 0


def test_a_push_joins_a_quarantined_task_by_its_own_thread_too(counting: Daemon) -> None:
    own = counting.push(URI, interval=10, isolated=True)
    put(counting, "quarantine", own["key"])
    joined = counting.push(URI, "other", interval=10, thread=own["thread"])
    assert joined == {**own, "state": "quarantined"}


def test_a_quarantined_task_can_be_dropped(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    put(counting, "quarantine", key)
    assert put(counting, "drop", key) == {"status": "success"}
    counting.kill()
    counting.start()
    assert counting.ask("list")["tasks"] == []


def test_quarantine_and_resume_twice_are_the_same_as_once(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    for action in ("quarantine", "quarantine", "resume", "resume"):
        assert put(counting, action, key)["status"] == "success"
    running(counting, key)


def test_the_phase_is_kept_over_a_quarantine(counting: Daemon) -> None:
    key = counting.push(URI, interval=700)["key"]
    before = task(counting, key)["next_run"]
    put(counting, "quarantine", key)
    put(counting, "resume", key)
    turns = (task(counting, key)["next_run"] - before) / 0.7
    assert abs(turns - round(turns)) < 0.05


@pytest.mark.parametrize("action", ["quarantine", "resume"])
def test_what_is_not_there_is_an_error(counting: Daemon, action: str) -> None:
    assert put(counting, action, "auto:0")["code"] == "driver_not_active"
    assert put(counting, action, URI)["code"] == "engine_not_active"
    counting.once(URI)
    assert put(counting, action, URI)["code"] == "engine_not_active"


def test_a_source_that_hangs_is_quarantined_all_the_same(counting: Daemon) -> None:
    counting.source("hang.py", "class Hang:\n    def next(self):\n        while True: pass\n")
    key = counting.push("python:///hang.py/Hang", interval=10, timeout=86_400_000)["key"]
    counting.eventually(lambda: task(counting, key)["skipped"])
    put(counting, "quarantine", key)
    counting.eventually(lambda: counting.ask("stats")["cells"]["alive"] == 0)


def test_a_task_that_is_dropped_meanwhile_does_not_keep_the_others_from_being_quarantined(
    counting: Daemon,
) -> None:
    targets = {URI: [{"interval": 3_600_000 + n} for n in range(3)]}
    first, second, third = [pushed["key"] for pushed in counting.ask("push", targets)[URI]]

    def send(sock: Any, action: str, target: str, pending: int) -> None:
        """And wait until it is served with so many others."""
        body = {"version": 2, "token": "tester", "action": action, "targets": {target: {}}}
        sock.send_multipart([b"", json.dumps(body).encode()])
        counting.eventually(lambda: counting.ask("stats")["requests"]["pending"] == pending)

    with counting.socket(zmq.DEALER) as operator, counting.socket(zmq.DEALER) as other:
        with storage_held(counting):
            send(operator, "quarantine", URI, 2)  # it is at the first task, and knows of all
            send(other, "drop", third, 3)
        replies = [json.loads(sock.recv_multipart()[-1]) for sock in (operator, other)]
    assert replies[0][URI] == {"status": "success", "keys": [first, second]}
    assert replies[1][third] == {"status": "success"}
    assert {one["key"]: one["state"] for one in counting.ask("list")["tasks"]} == {
        first: "quarantined",
        second: "quarantined",
    }
