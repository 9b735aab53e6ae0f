"""A hostile cell: a real process on a real socket that says whatever the test wants said, and the host's side of it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.failure import Failure
from cocained.cells.cell import Cell
from cocained.cells.frames import MAX_FRAME, Exited, Next, StoreCall, StoreValue
from cocained.core.contracts import Answer, LiveCell, Pending
from cocained.core.grants.reach import Kind
from cocained.core.timers import Timers

CELL = """
import os, signal, socket, sys, time
end = socket.socket(fileno=int(sys.argv[1]))
said = sys.stdin.buffer.read()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[2] == "called":
    end.recv(4)
try:
    match sys.argv[4]:
        case "at once":
            end.sendall(said)
        case "a byte at a time":
            for byte in said:
                end.send(bytes([byte]))
                time.sleep(0.001)
        case "without end":
            while True:
                end.sendall(said)
        case "with descriptors":
            for _ in range(200):
                socket.send_fds(end, [said[:1]], [0] * 10)
                said = said[1:]
            end.sendall(said)
        case "and hangs up":
            end.sendall(said)
            end.shutdown(socket.SHUT_RDWR)
            end.close()
            time.sleep(600)
        case "and reads nothing":
            end.sendall(said)
            time.sleep(600)
        case "and stops itself":
            end.sendall(said)
            os.kill(os.getpid(), signal.SIGSTOP)
    while sys.argv[3] == "stays" and end.recv(65536):
        pass
except ConnectionError:
    pass
os._exit(0)  # as a cell does: its socket ends with the process, not before
"""


class Trial:
    """One hostile cell. The `Owner` of its host's side."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.lines: list[tuple[str, str]] = []
        self.stored: list[StoreCall] = []
        self.why: list[Failure] = []
        self.unstarted: list[Pending] = []
        self.raised: list[Any] = []
        """What the host's loop had to catch: the one thing that may never happen."""

    # --- the owner

    def log(self, level: str, message: str) -> None:
        self.lines.append((level, message))

    def denied(self, kind: Kind, what: str, element: str) -> None: ...

    async def store(self, call: StoreCall) -> StoreValue:
        self.stored.append(call)
        return StoreValue(bytes(MAX_FRAME) if call.key == "huge" else b"1")

    def saved(self, code: str) -> None: ...

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:  # noqa: ARG002
        self.why.append(why)
        self.unstarted += unstarted

    # --- the trial

    async def run(
        self,
        said: bytes,
        calls: Iterable[Any] = (Next(),),
        deadline: float = 20.0,
        stays: bool = True,
        how: str = "at once",
    ) -> Trial:
        """The cell says so much after its first call, or at once where there is none, and stays or ends.

        `how`: in which of the ways of `CELL`.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self.raised.append(context))
        calls = list(calls)
        cell, process = self._start(said, called=bool(calls), stays=stays, how=how)
        for call in calls:
            cell.send(Pending(call, deadline, self.answers.append))
        await self._death(process)
        cell.exited(Exited(cell.number, process.wait(), 0.0, 0))
        await asyncio.sleep(0)
        assert self.raised == []
        assert len(self.why) == 1
        assert len(self.answers) + len(self.unstarted) == len(calls)
        return self

    def _start(
        self, said: bytes, called: bool, stays: bool, how: str
    ) -> tuple[Cell, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair()
        with theirs:
            modes = ["called" if called else "at once", "stays" if stays else "ends", how]
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", CELL, str(theirs.fileno()), *modes],
                stdin=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )
        clock = SystemClock()
        timers = Timers(clock, asyncio.get_running_loop().call_later)
        cell = Cell(1, ours, process.pid, os.pidfd_open(process.pid), self, timers, clock)
        assert process.stdin is not None
        with process.stdin as told:
            told.write(said)
        return cell, process

    async def _death(self, process: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        pidfd = os.pidfd_open(process.pid)
        died = asyncio.Event()
        loop.add_reader(pidfd, died.set)
        try:
            await asyncio.wait_for(died.wait(), 30)
        finally:
            loop.remove_reader(pidfd)
            os.close(pidfd)


@pytest.fixture
def trial() -> Callable[..., Awaitable[Trial]]:
    return lambda said, **more: Trial().run(said, **more)
