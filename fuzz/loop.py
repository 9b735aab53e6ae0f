"""One event loop for all examples: to make one for each would take most of the time."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
ENOUGH = 1000
"""Turns of the loop within which all that was begun has an end."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Raises where the loop had to catch something: what would be an accident in the daemon."""
    loop = _loop()
    caught: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: caught.append(context))
    result = loop.run_until_complete(main)
    assert not caught, caught
    left = asyncio.all_tasks(loop)
    assert not left, left
    return result


async def settle() -> None:
    """Until nothing is going on but the caller."""
    for _ in range(ENOUGH):
        await asyncio.sleep(0)
        if len(asyncio.all_tasks()) == 1:
            return
    raise AssertionError(f"it goes on without end: {asyncio.all_tasks()}")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop
