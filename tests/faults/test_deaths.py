"""Processes that die: whatever is killed, nothing is left behind, and what still has a task comes back."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.faults.conftest import Family

SLOW = 3_600_000
DAY = 24 * 3_600_000
LOOP = "class Loop:\n    def next(self):\n        while True:\n            pass\n"
DEAF = """
class Deaf:
    def next(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    def close(self):
        self.next()
"""
COUNT = """
class Count:
    n = 0
    def next(self):
        self.n += 1
        return {"kept": store.incr("n"), "own": self.n}
"""
URI = "python:///count.py/Count"
LOOP_URI = "python:///loop.py/Loop"


def request(uri: str) -> dict[str, Any]:
    return {"version": 2, "token": "t", "targets": {uri: {"driver": "once", "timeout": DAY}}}


def busy(daemon: Daemon, text: str, name: str) -> None:
    """Start a source that never answers, and wait until it is at it: its first skipped run says so."""
    daemon.source(f"{name.lower()}.py", text)
    daemon.push(f"python:///{name.lower()}.py/{name}", interval=5, timeout=DAY)
    daemon.eventually(lambda: any(task["skipped"] for task in daemon.ask("list")["tasks"]))


def test_nothing_is_left_behind_when_the_daemon_is_killed(daemon: Daemon, family: type[Family]) -> None:
    daemon.push(daemon.seed_uri, interval=SLOW)
    busy(daemon, LOOP, "Loop")
    processes = family(daemon.pid).all
    assert len(processes) >= 3
    daemon.kill()
    daemon.eventually(lambda: not any(process.alive for process in processes))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("text", "name"), [(LOOP, "Loop"), (DEAF, "Deaf")], ids=["loop", "deaf"])
def test_an_end_in_order_waits_for_no_source(
    make_daemon: Callable[..., Daemon], family: type[Family], number: int, text: str, name: str
) -> None:
    daemon = make_daemon()
    pidfile = daemon.folder / "pid"
    daemon.options = ("--pidfile", str(pidfile))
    daemon.start()
    assert int(pidfile.read_text()) == daemon.pid
    busy(daemon, text, name)
    processes = family(daemon.pid).all
    os.kill(daemon.pid, number)
    assert daemon.process.wait(30) == 0
    assert not pidfile.exists()
    daemon.eventually(lambda: not any(process.alive for process in processes))
    assert "Traceback" not in daemon.log()


def test_an_end_in_order_closes_the_sources(daemon: Daemon) -> None:
    daemon.source("end.py", "class End:\n    def next(self):\n        return store.get('closed', 0)\n"
                            "    def close(self):\n        store.incr('closed')\n")  # fmt: skip
    uri = "python:///end.py/End"
    assert daemon.once(uri) == {"result": 0}
    assert daemon.stop() == 0
    daemon.start()
    assert daemon.once(uri) == {"result": 1}


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_a_request_that_waits_at_the_end_is_answered(daemon: Daemon, warm: bool) -> None:
    """By what it came to, where it comes to something soon; else by what became of it."""
    daemon.source("loop.py", LOOP)
    if warm:
        assert daemon.once(LOOP_URI, timeout=20)["code"] == "timeout"
        assert daemon.once(LOOP_URI, timeout=20)["code"] == "timeout"
    with daemon.socket(zmq.REQ) as sock:
        sock.send_json(request(LOOP_URI))
        daemon.eventually(lambda: daemon.ask("stats")["requests"]["pending"] == 2)
        assert daemon.stop() == 0
        reply: Any = sock.recv_json()
    assert reply.get(LOOP_URI, reply)["code"] in ("shutting_down", "source_died")


def test_a_killed_zygote_is_started_again_and_its_tasks_run_on(daemon: Daemon, family: type[Family]) -> None:
    daemon.source("count.py", COUNT)
    key = daemon.push(URI, interval=10)["key"]
    mine = family(daemon.pid)
    with daemon.subscribe(f"{key} own") as sub:
        sub.recv_multipart()
        zygote, cells = mine.zygotes["python"], mine.cells()
        zygote.kill()
        daemon.eventually(lambda: sub.recv_multipart()[1] == b"1")
    assert not any(process.alive for process in (zygote, *cells))
    assert mine.zygotes["python"] != zygote
    daemon.serves_others()
    assert daemon.ask("stats")["cells"]["zygote_restarts"]["python"] == 1


def test_a_killed_cell_is_started_again_with_its_store_intact(daemon: Daemon, family: type[Family]) -> None:
    daemon.source("count.py", COUNT)
    before = [daemon.once(URI) for _ in range(3)][-1]
    assert before == {"kept": 3, "own": 3}
    (cell,) = family(daemon.pid).cells()
    cell.kill()
    daemon.eventually(lambda: daemon.ask("stats")["restarts"] == 1)
    assert daemon.once(URI) == {"kept": 4, "own": 1}


def test_the_run_of_a_killed_cell_says_how_it_died(daemon: Daemon, family: type[Family]) -> None:
    daemon.source("loop.py", LOOP)
    with daemon.socket(zmq.REQ) as sock:
        sock.send_json(request(LOOP_URI))
        cell = daemon.eventually(lambda: family(daemon.pid).cells())[0]
        cell.kill()
        reply: Any = sock.recv_json()
    result = reply[LOOP_URI]
    assert result["code"] == "source_died"
    assert "the cell was killed (SIGKILL)" in result["error"]


def test_a_neighbour_does_not_notice_the_death_of_a_cell(daemon: Daemon, family: type[Family]) -> None:
    daemon.source("count.py", COUNT)
    daemon.once(URI + "?")
    (victim,) = family(daemon.pid).cells()
    key = daemon.push(URI, interval=5)["key"]
    with daemon.subscribe(f"{key} own") as sub:
        first = int(sub.recv_multipart()[1])
        victim.kill()
        daemon.eventually(lambda: not victim.alive)
        values = [int(sub.recv_multipart()[1]) for _ in range(20)]
    assert values == list(range(first + 1, first + 21))


def test_a_zygote_that_is_stopped_costs_its_scheme_and_not_the_daemon(
    daemon: Daemon, family: type[Family]
) -> None:
    """SIGSTOP stands for a plugin that hangs: pushes that need a new cell wait, all else goes on."""
    daemon.serves_others()
    zygote = family(daemon.pid).zygotes["python"]
    os.kill(zygote.pid, signal.SIGSTOP)
    with daemon.socket(zmq.REQ) as sock:
        sock.send_json(request(daemon.seed_uri + "d"))
        daemon.eventually(lambda: daemon.ask("stats")["requests"]["pending"] == 2)
        daemon.serves_others()
        os.kill(zygote.pid, signal.SIGCONT)
        reply: Any = sock.recv_json()
    assert reply[daemon.seed_uri + "d"]["some-field"] == 10
