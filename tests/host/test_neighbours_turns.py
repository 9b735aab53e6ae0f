"""Nobody who takes much of the host's time keeps those waiting who take little."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cocained.cells.channel import Channel
from cocained.cells.frames import HEADER
from cocained.core.turns import BURST, Turns

PING = b"ping"


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(HEADER, "big") + body


def work(seconds: float) -> None:
    """Take so much of the host's time."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


class Peer:
    """The far side of a channel, and what was read of it, in the order in which all were read."""

    def __init__(self, name: str, turns: Turns, read: list[str], cost: float) -> None:
        self.name = name
        self._read = read
        self._cost = cost
        ours, self.theirs = socket.socketpair()
        self.channel = Channel(ours, self._got, lambda _: None, turns)
        self.then: Callable[[], Any] = lambda: None

    def close(self) -> None:
        self.channel.close()
        self.theirs.close()

    def say(self, count: int = 1) -> None:
        self.theirs.sendall(framed(PING) * count)

    def _got(self, _: bytes) -> None:
        self._read.append(self.name)
        work(self._cost)
        self.then()


Make = Callable[[str, float], Peer]


@pytest.fixture
def read() -> list[str]:
    """The names of those who were heard."""
    return []


@pytest.fixture
async def turns() -> Turns:
    return Turns()


@pytest.fixture
def make(turns: Turns, read: list[str]) -> Iterator[Make]:
    """Makes peers, and lets go of them at the end."""
    peers: list[Peer] = []

    def make_one(name: str, cost: float) -> Peer:
        peers.append(Peer(name, turns, read, cost))
        return peers[-1]

    yield make_one
    for peer in peers:
        peer.close()


async def finished(law: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not law():  # noqa: ASYNC110  the law may be anything
            await asyncio.sleep(0)


async def test_between_two_that_take_much_whoever_takes_little_is_heard(make: Make, read: list[str]) -> None:
    """Each of five takes milliseconds a frame, in a frame a turn; one says the next word when the last was heard."""
    heavy = [make(f"heavy {number}", BURST) for number in range(5)]
    light = make("light", 0.0)
    light.then = lambda: light.say() if read.count("light") < 20 else None
    for peer in heavy:
        peer.then = peer.say  # without end
        peer.say()
    await finished(lambda: all(read.count(peer.name) > 1 for peer in heavy))
    read.clear()
    light.say()
    await finished(lambda: read.count("light") == 20)
    assert len(read) - read.count("light") <= 20 + len(heavy)


async def test_those_who_take_much_are_heard_one_as_often_as_the_other(make: Make, read: list[str]) -> None:
    heavy = [make(f"heavy {number}", BURST) for number in range(5)]
    for peer in heavy:
        peer.then = peer.say
        peer.say()
    await finished(lambda: len(read) >= 50)
    counts = [read.count(peer.name) for peer in heavy]
    assert max(counts) - min(counts) <= 2


async def test_who_is_alone_waits_for_nobody(make: Make, read: list[str]) -> None:
    peer = make("heavy", BURST)
    peer.say(20)
    await finished(lambda: len(read) == 20)


async def test_a_channel_that_is_closed_while_it_waits_is_not_read(make: Make, read: list[str]) -> None:
    heavy = [make(f"heavy {number}", BURST) for number in range(3)]
    for peer in heavy:
        peer.then = peer.say
        peer.say()
    await finished(lambda: all(read.count(peer.name) > 1 for peer in heavy))
    for peer in heavy:
        peer.close()
    read.clear()
    for _ in range(20):
        await asyncio.sleep(0)
    assert read == []


# --- work in steps


def steps(count: int, done: list[str], name: str) -> Iterator[None]:
    for _ in range(count):
        work(0.0005)
        done.append(name)
        yield


async def test_long_work_is_done_in_steps_and_others_have_their_turns_between(
    make: Make, turns: Turns, read: list[str]
) -> None:
    light = make("light", 0.0)
    light.then = light.say
    light.say()
    turns.do(steps(20, read, "work"))
    await finished(lambda: read.count("work") == 20)
    pieces = "".join("w" if name == "work" else "." for name in read)
    assert max(map(len, pieces.split("."))) <= 2


async def test_works_are_done_in_their_order(turns: Turns, read: list[str]) -> None:
    for name in "abc":
        turns.do(steps(3, read, name))
    await finished(lambda: len(read) == 9)
    assert "".join(read) == "aaabbbccc"


async def test_at_the_end_what_is_left_is_done_at_once(turns: Turns, read: list[str]) -> None:
    turns.do(steps(20, read, "work"))
    turns.finish()
    assert len(read) == 20


async def test_work_that_fails_costs_nobody_else_anything(
    turns: Turns, read: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def failing() -> Iterator[None]:
        yield
        raise ValueError("it is broken")

    turns.do(failing())
    turns.do(steps(2, read, "work"))
    await finished(lambda: len(read) == 2)
    assert "it is broken" in caplog.text
