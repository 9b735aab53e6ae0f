"""Whoever takes much of the processor stands back behind all others, and nobody else does."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocained.cells.cell import Cell
from cocained.cells.standing import BURST, LONGEST, MOST_KNOWN, SHARE, Standing, Standings
from cocained.core.timers import Timers
from tests.host.test_cell_ends import Nobody

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.host.conftest import Stage

SPIN = """
import time

def spin(n):
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        pass
    return {'n': n}

def rest(n):
    return {'n': n}
"""
SPIN_JS = """
function spin() {
  const until = Date.now() + 500;
  while (Date.now() < until);
  return {};
}
"""
AUTOGROUP = Path("/proc/self/autogroup").exists()


def test_a_source_within_its_share_never_stands_back() -> None:
    standing = Standing()
    for second in range(1000):
        standing.charge(SHARE * 0.9, second)
        assert not standing.is_greedy(second)


def test_a_source_that_takes_more_than_its_share_stands_back_until_that_is_a_while_ago() -> None:
    standing = Standing()
    standing.charge(BURST, 100.0)
    assert not standing.is_greedy(100.0)
    standing.charge(1.0, 100.0)
    assert standing.is_greedy(100.0 + 1.0 / SHARE - 1)
    assert not standing.is_greedy(100.0 + 1.0 / SHARE + 1)


def test_nothing_is_held_against_a_source_for_longer_than_a_while() -> None:
    standing = Standing()
    for second in range(3600):
        standing.charge(1.0, second)
    assert standing.is_greedy(3600 + LONGEST - 1)
    assert not standing.is_greedy(3600 + LONGEST + 1 / SHARE)


def test_each_source_has_its_own_standing_and_the_number_is_bounded() -> None:
    standings = Standings()
    standings.of("python:///a.py/a").charge(10.0, 1.0)
    assert standings.of("python:///a.py/a").is_greedy(1.0)
    assert not standings.of("python:///a.py/b").is_greedy(1.0)
    for number in range(MOST_KNOWN):
        standings.of(f"python:///a.py/{number}")
    assert not standings.of("python:///a.py/a").is_greedy(1.0)


# --- in a real daemon


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def policies(daemon: Daemon) -> dict[int, list[int]]:
    """Of every cell, the policies of its threads."""
    found = {}
    for zygote in children(daemon.pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one of them has just ended
            if b"cells.inside.zygote" in Path(f"/proc/{zygote}/cmdline").read_bytes():
                for cell in children(zygote):
                    threads = os.listdir(f"/proc/{cell}/task")
                    found[cell] = [os.sched_getscheduler(int(thread)) for thread in threads]
    return found


def put_back(daemon: Daemon) -> list[int]:
    """The cells that are behind all others."""
    return [cell for cell, threads in policies(daemon).items() if set(threads) == {os.SCHED_IDLE}]


@pytest.fixture
def daemon(make_daemon: MakeDaemon) -> Daemon:
    made = make_daemon()
    made.source("spin.py", SPIN)
    (made.plugins / "javascript.d").mkdir()
    (made.plugins / "javascript.d" / "spin.js").write_text(SPIN_JS)
    return made.start()


def test_the_cell_of_a_source_that_takes_much_is_put_behind_that_of_one_that_does_not(daemon: Daemon) -> None:
    daemon.push("python:///spin.py/rest?n=1", interval=20)
    (good,) = daemon.eventually(lambda: policies(daemon))
    daemon.push("python:///spin.py/spin?n=1", interval=10)
    (greedy,) = daemon.eventually(lambda: put_back(daemon))
    expected = {good: [os.SCHED_OTHER], greedy: [os.SCHED_IDLE]}
    daemon.eventually(lambda: policies(daemon) == expected)


@pytest.mark.skipif(not AUTOGROUP, reason="this kernel does not group by session")
def test_its_session_is_put_behind_those_of_others_too(daemon: Daemon) -> None:
    daemon.push("python:///spin.py/spin?n=1", interval=10)
    (cell,) = daemon.eventually(lambda: put_back(daemon))
    daemon.eventually(lambda: Path(f"/proc/{cell}/autogroup").read_text().split()[-1] == "19")


def test_of_a_cell_with_threads_each_is_put_back(daemon: Daemon) -> None:
    daemon.push("javascript:///spin.js/spin", interval=10)
    (cell,) = daemon.eventually(lambda: put_back(daemon))
    assert len(policies(daemon)[cell]) > 1


def test_a_source_that_stands_back_gains_nothing_by_the_end_of_its_cell(daemon: Daemon) -> None:
    daemon.push("python:///spin.py/spin?n=1", interval=10)
    (cell,) = daemon.eventually(lambda: put_back(daemon))
    os.kill(cell, signal.SIGKILL)
    daemon.eventually(lambda: [other for other in put_back(daemon) if other != cell])


def test_a_source_that_stands_back_gains_nothing_by_threads_of_its_own(daemon: Daemon) -> None:
    uri = "python:///spin.py/spin?n=1"
    daemon.push(uri, interval=10)
    daemon.eventually(lambda: put_back(daemon))
    daemon.push(uri, interval=3_600_000, isolated=True)
    daemon.eventually(lambda: len(put_back(daemon)) == 2)


# --- what it cannot have been asked for


async def test_a_cell_that_works_though_nothing_was_asked_of_it_is_found_out(stage: Stage) -> None:
    ours, theirs = socket.socketpair()
    code = (
        "import time\nprint(flush=True)\ninput()\nuntil = time.process_time() + 0.2\n"
        "while time.process_time() < until: pass\nprint(flush=True)\ninput()"
    )
    with (
        theirs,
        subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-I", "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process,
    ):
        timers = Timers(stage.clock, stage.clock.call_later)
        cell = Cell(1, ours, process.pid, os.pidfd_open(process.pid), Nobody(), timers, stage.clock)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        assert cell.used_unasked() == 0.0  # what it took before anybody looked is not held against it
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        assert cell.used_unasked() > 0.1
        process.communicate(b"\n")
        cell.lost()
