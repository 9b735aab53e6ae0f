"""The host's end of the socket of a cell that does not read: descriptors go with their frames, and pile up nowhere."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.failure import Failure
from cocained.cells.channel import Channel
from cocained.cells.conversation import Conversation
from cocained.cells.frames import HEADER, Next, encode
from cocained.cells.outside import Opened, OpenFile
from cocained.core.contracts import Answer, Pending
from cocained.core.timers import Timers

FULL = bytes(1 << 20)
"""More than a socket holds."""
OPENED = encode(Opened())


class Ends:
    """A channel, and the cell's end of its socket."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        self.theirs.setblocking(False)
        self.ended: list[str] = []
        self.channel = Channel(ours, lambda _: None, self.ended.append)

    def hand(self) -> None:
        """A frame with a descriptor."""
        descriptor, other = os.pipe()
        os.close(other)
        self.channel.write(OPENED, descriptor)

    async def read(self, size: int) -> tuple[int, list[int]]:
        """Until so many bytes have come: how many, and at which bytes descriptors came along."""
        came, places = 0, []
        async with asyncio.timeout(30):
            while came < size:
                try:
                    data, descriptors, _, _ = socket.recv_fds(self.theirs, 1 << 20, 8)
                except BlockingIOError:
                    await asyncio.sleep(0)
                    continue
                places += [came for _ in descriptors]
                for descriptor in descriptors:
                    os.close(descriptor)
                came += len(data)
        return came, places


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    made = Ends()
    yield made
    made.channel.close()
    made.theirs.close()


async def test_each_of_several_descriptors_goes_with_its_own_frame(ends: Ends) -> None:
    ends.channel.write(FULL)
    for _ in range(3):
        ends.hand()
    assert ends.channel.is_handing
    size = len(FULL) + 3 * len(OPENED)
    assert await ends.read(size) == (size, [len(FULL) + n * len(OPENED) for n in range(3)])
    assert not ends.channel.is_handing
    ends.hand()
    assert await ends.read(len(OPENED)) == (len(OPENED), [0])
    assert not ends.ended


class OneCall(Conversation):
    """A source in the middle of a call."""

    def __init__(self, line: Channel) -> None:
        owner: Any = None
        clock = SystemClock()
        super().__init__(owner, Timers(clock, asyncio.get_running_loop().call_later), clock)
        self._line = line

    def ask(self) -> None:
        self._received(encode(OpenFile("/"))[HEADER:])

    def _kill(self) -> None: ...


class Reaching:
    """Leaves what it is asked for to the test."""

    is_busy = False

    def __init__(self) -> None:
        self.asked: list[object] = []

    def begin(self, call: object, left: float, answer: Callable[..., None]) -> None:  # noqa: ARG002
        self.asked.append(call)

    def end(self) -> None: ...


async def test_a_cell_that_asks_before_it_has_taken_a_descriptor_is_ended(ends: Ends) -> None:
    cell, reaching = OneCall(ends.channel), Reaching()
    answers: list[Answer] = []
    cell.questions.reaching = reaching  # type: ignore[assignment]
    cell.send(Pending(Next(), 60.0, answers.append))
    cell.ask()
    ends.channel.write(FULL)
    ends.hand()
    cell.ask()
    (why,) = answers
    assert isinstance(why, Failure)
    assert "a question before the answer to another was read" in why.sentence()
    assert len(reaching.asked) == 1
    assert not ends.channel.is_handing
