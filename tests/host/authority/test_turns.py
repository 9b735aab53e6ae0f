"""Signatures are verified by turns."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cocaine_sdk.errors import RateLimited
from cocained.core.authority.turns import LARGE, MOST, MOST_BYTES, MOST_BYTES_IN_ALL, Turns


async def test_tokens_take_turns() -> None:
    turns, order = Turns(), []

    async def verify(token: str) -> None:
        await turns.take(token, lambda: order.append(token) is None, 1)

    await asyncio.gather(*(verify("flood") for _ in range(50)), verify("alice"), verify("bob"))
    assert order[:3] == ["flood", "alice", "bob"]
    assert order[3:] == ["flood"] * 49


async def test_others_are_served_between_any_two() -> None:
    """Each has a turn of the loop."""
    turns, steps = Turns(), []

    async def other() -> None:
        for _ in range(20):
            steps.append("other")
            await asyncio.sleep(0)

    work = (turns.take("flood", lambda: steps.append("verify") is None, 1) for _ in range(20))
    await asyncio.gather(*work, other())
    longest = max("".join("v" if step == "verify" else "o" for step in steps[:20]).split("o"), key=len)
    assert len(longest) <= 2


async def test_what_is_large_is_verified_beside_the_loop() -> None:
    turns = Turns()
    here = threading.get_ident()
    assert await turns.take("a", lambda: threading.get_ident() == here, LARGE)
    assert await turns.take("a", lambda: threading.get_ident() != here, LARGE + 1)


async def test_only_so_many_of_a_token_wait() -> None:
    turns = Turns()
    flood = [turns.take("flood", lambda: True, 1) for _ in range(2 * MOST)]
    verdicts = await asyncio.gather(*flood, turns.take("alice", lambda: True, 1), return_exceptions=True)
    assert verdicts.count(True) == MOST + 1
    assert sum(isinstance(one, RateLimited) for one in verdicts) == MOST
    assert await turns.take("flood", lambda: True, 1)


async def test_what_waits_takes_only_so_much_memory() -> None:
    """Each token may wait with one request, so that nobody keeps it from being served."""
    turns = Turns()
    size = 1 << 20
    tokens = [f"token-{number}" for number in range(20)]
    flood = [turns.take(token, lambda: True, size) for token in tokens for _ in range(20)]
    verdicts = await asyncio.gather(*flood, return_exceptions=True)
    served = [verdicts[start : start + 20].count(True) for start in range(0, 400, 20)]
    assert max(served) * size == MOST_BYTES
    assert sum(served) * size <= MOST_BYTES_IN_ALL + len(tokens) * size
    assert min(served) == 1
    assert await turns.take("flood", lambda: True, size)


async def test_a_verdict_is_told_as_it_is_and_a_fault_too() -> None:
    turns = Turns()

    def fail() -> bool:
        raise RuntimeError("no")

    assert not await turns.take("a", lambda: False, 1)
    with pytest.raises(RuntimeError):
        await turns.take("a", fail, 1)
    assert await turns.take("a", lambda: True, 1)


async def test_who_does_not_wait_any_more_costs_nothing() -> None:
    turns, done = Turns(), []
    first = asyncio.create_task(turns.take("a", lambda: done.append(1) is None, 1))
    second = asyncio.create_task(turns.take("a", lambda: done.append(2) is None, 1))
    await asyncio.sleep(0)
    second.cancel()
    assert await first
    assert await turns.take("b", lambda: True, 1)
    assert done == [1]
