"""The daemon's figures, and its list of tasks (seed, Статистика; protocol.md §2)."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon

SLOW = 3_600_000
DAY = 24 * SLOW


def test_stats_count_engines_threads_and_requests(daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=SLOW)
    daemon.push(daemon.seed_uri, interval=SLOW, isolated=True)
    daemon.push(daemon.seed_uri + "d", interval=SLOW)
    before = daemon.ask("stats")
    assert before["engines"] == {"total": 2, "alive": [daemon.seed_uri, daemon.seed_uri + "d"]}
    assert before["threads"] == {"total": 3, "alive": 3}
    assert before["drivers"] == {"auto": 3}
    assert before["cells"]["alive"] == 3
    daemon.send(b"no request at all counts too")
    after = daemon.ask("stats")
    assert after["requests"]["total"] == before["requests"]["total"] + 2
    assert after["requests"]["pending"] == 1
    assert after["hostname"]
    assert after["uptime"] >= before["uptime"]


def test_a_request_that_waits_is_pending(daemon: Daemon) -> None:
    daemon.source(
        "slow.py",
        """
        import time
        class Slow:
            def next(self):
                if store.incr('runs') > 1:
                    store.set('over', True)
                while not store.get('over'):
                    time.sleep(0.01)
        """,
    )
    uri = "python:///slow.py/Slow"
    request = {"version": 2, "token": "t", "targets": {uri: {"driver": "once", "timeout": DAY}}}
    with daemon.socket(zmq.DEALER) as sock:
        sock.send_multipart([b"", json.dumps(request).encode()])
        daemon.eventually(lambda: daemon.ask("stats")["requests"]["pending"] == 2)
        daemon.eventually(lambda: daemon.ask("stats")["sources"][uri]["queue"] == 1)
        assert daemon.once(uri, isolated=True) == {}
        assert json.loads(sock.recv_multipart()[1])[uri] == {}
    assert daemon.ask("stats")["requests"]["pending"] == 1


def test_stats_count_runs_by_what_they_came_to(daemon: Daemon) -> None:
    daemon.source("fail.py", "class Fail:\n    def next(self):\n        raise ValueError('no')\n")
    daemon.source("loop.py", "class Loop:\n    def next(self):\n        while True:\n            pass\n")
    daemon.push("python:///fail.py/Fail", interval=10)
    daemon.push("python:///loop.py/Loop", interval=10, timeout=50)
    daemon.push(daemon.seed_uri, interval=10)

    def runs() -> dict[str, int]:
        found: dict[str, int] = daemon.ask("stats")["runs"]
        return found

    daemon.eventually(
        lambda: (now := runs())["total"] > now["failed"] > now["timeouts"] > 0 and now["skipped"] > 0
    )
    daemon.eventually(lambda: daemon.ask("stats")["restarts"])  # counted once the killed cell is gone
    assert daemon.ask("stats")["events"]["total"] > 0


def test_a_busy_source_is_seen_by_its_seconds_and_its_bytes(daemon: Daemon) -> None:
    daemon.source("busy.py", "class Busy:\n    def next(self):\n        sum(range(1_000_000))\n")
    daemon.push("python:///busy.py/Busy", interval=1)
    usage = daemon.eventually(
        lambda: (found := daemon.ask("stats")["sources"]["python:///busy.py/Busy"])["cpu"] > 0 and found
    )
    assert usage["memory"] > 1 << 20


def test_the_list_has_all_of_a_task(daemon: Daemon) -> None:
    before = time.time()
    pushed = daemon.push(daemon.seed_uri, "one", interval=SLOW, timeout=100, isolated=True)
    daemon.push(daemon.seed_uri, "two", interval=SLOW, timeout=100, thread=pushed["thread"])
    (task,) = daemon.ask("list")["tasks"]
    next_run = task.pop("next_run")
    assert task == {
        "key": pushed["key"],
        "uri": daemon.seed_uri,
        "driver": "auto",
        "arguments": {"interval": SLOW, "timeout": 100},
        "thread": pushed["thread"],
        "tokens": ["one", "two"],
        "transient": False,
        "state": "running",
        "last_run": None,
        "runs": 0,
        "failed": 0,
        "skipped": 0,
        "error": None,
    }
    assert before + SLOW / 1000 - 1 <= next_run <= time.time() + SLOW / 1000


def test_what_the_list_says_of_a_task_pushes_the_same_task(daemon: Daemon) -> None:
    """Arguments as listed are arguments as pushed."""
    key = daemon.push(daemon.seed_uri, interval=1234.5, timeout=100)["key"]
    (task,) = daemon.ask("list")["tasks"]
    again = daemon.push(task["uri"], driver=task["driver"], **task["arguments"])
    assert again == {"key": key}
