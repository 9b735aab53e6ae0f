"""How a cell's life and its thread's hang together at the ends: none is forgotten alive, none is counted twice."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import SOURCE_DIED, SOURCE_ERROR, Failure
from cocained.cells.cell import Cell
from cocained.cells.conversation import Conversation
from cocained.cells.frames import Exited, Loaded, Next, Process, StoreCall, StoreValue
from cocained.config.tables import LimitConfig
from cocained.core.contracts import Answer, LiveCell, Owner, Pending, Refused
from cocained.core.limits import MEMORY, STORE
from cocained.core.threads import State
from cocained.core.timers import Timers

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.host.conftest import Stage

FAILED = Failure(code=SOURCE_ERROR, message="it did not load")


async def test_the_late_news_of_a_cell_that_never_loaded_does_not_end_the_next_one(stage: Stage) -> None:
    thread = stage.thread()
    stage.cells.failing = SourceFailed(FAILED)
    thread.revive()
    await stage.settle()
    stage.cells.failing = None
    await stage.pass_time(1.0)
    unloaded, _ = await stage.cells.start(thread.uri, thread)
    unloaded.die()
    thread.call(Pending(Next(), 1.0, lambda _: None))
    assert thread.state is State.RUNNING
    assert [type(pending.call) for pending in stage.cells.cells[0].calls] == [Next]


class Nobody:
    """An owner that does not care."""

    def log(self, level: str, message: str) -> None: ...

    async def store(self, call: StoreCall) -> StoreValue:  # noqa: ARG002
        return StoreValue()

    def saved(self, code: str) -> None: ...

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None: ...


def gone_cell() -> Cell:
    clock = SystemClock()
    timers = Timers(clock, asyncio.get_running_loop().call_later)
    ours, theirs = socket.socketpair()
    with theirs, subprocess.Popen([sys.executable, "-c", ""]) as process:
        cell = Cell(1, ours, process.pid, os.pidfd_open(process.pid), Nobody(), timers, clock)
        cell.exited(Exited(1, process.wait(), 0.0, 0))
    return cell


async def test_a_call_to_a_cell_that_is_gone_is_answered() -> None:
    cell = gone_cell()
    answers: list[Answer] = []
    cell.send(Pending(Next(), 1.0, answers.append))
    assert answers == [cell.why]


class Spoken(Conversation):
    """A real conversation with a process that ends when the test says so."""

    def __init__(self, owner: Owner, stage: Stage) -> None:
        super().__init__(owner, stage.timers, stage.clock)
        self._line = Deaf()

    def _kill(self) -> None: ...

    def die(self) -> None:
        self._finish(died())


class Deaf:
    is_handing = False

    def write(self, frame: bytes, descriptor: int | None = None) -> None: ...

    def close(self) -> None: ...


def died() -> Failure:
    return Failure(code=SOURCE_DIED, message="the kernel had it killed")


@pytest.mark.parametrize("cpu", [None, 0.5])
async def test_a_crash_costs_the_call_that_ran_and_what_is_asked_meanwhile_waits(
    stage: Stage, cpu: float | None
) -> None:
    if cpu is not None:
        stage.allowances.replace(MEMORY, STORE, [LimitConfig(source="python:///file.py/*", cpu=cpu)])
    thread = stage.thread()
    cell = Spoken(thread, stage)
    thread.take(cell, Loaded(7))
    answers: list[Answer] = []

    def again(answer: Answer) -> None:
        answers.append(answer)
        thread.call(Pending(Process(b"4"), 1.0, answers.append))

    for number in (1, 2, 3):
        thread.call(Pending(Process(b"%d" % number), 1.0, again if number == 1 else answers.append))
    cell.die()
    assert [type(answer) for answer in answers] == [Failure]
    assert thread.queue == 3
    thread.close()
    assert [type(answer) for answer in answers] == [Failure, Refused, Refused, Refused]


async def test_what_is_asked_of_a_thread_that_is_closed_while_its_cell_ends_is_refused(stage: Stage) -> None:
    thread = stage.thread()
    cell = Spoken(thread, stage)
    thread.take(cell, Loaded(7))
    answers: list[Answer] = []
    thread.close()
    cell.end(None)
    thread.call(Pending(Next(), 1.0, answers.append))
    cell.die()
    assert [type(answer) for answer in answers] == [Refused]


def test_a_thread_that_nobody_wants_does_not_wait_for_its_run(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("--idle-timeout", "0.1")
    daemon.source("hang.py", "class Hang:\n    def next(self):\n        while True: pass\n")
    daemon.start()
    key = daemon.push("python:///hang.py/Hang", interval=10, timeout=3_600_000)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["skipped"])
    daemon.ask("drop", {key: {}})
    daemon.eventually(lambda: daemon.ask("stats")["cells"]["alive"] == 0)


def test_as_many_sources_as_cells_are_allowed_can_be_started_at_once(make_daemon: MakeDaemon) -> None:
    daemon: Daemon = make_daemon()
    daemon.source("one.py", "def one(n):\n    return n\n")
    limits = daemon.folder / "limits.toml"
    limits.write_text("[limits]\ncells = 30\n")
    daemon.start("--config", str(limits))
    uris = [f"python:///one.py/one?n={number}" for number in range(30)]
    reply = daemon.ask("push", {uri: {"driver": "once"} for uri in uris})
    assert [reply[uri] for uri in uris] == [{"result": str(number)} for number in range(30)]
