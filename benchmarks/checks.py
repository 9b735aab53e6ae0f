"""Many http sources in one process, each checked once a second: `python -m benchmarks.checks` takes a `Plan` and prints
what was `Seen`, as JSON. No daemon: what the plugin costs by itself."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import msgspec

from cocaine_http import Http


class Plan(msgspec.Struct, frozen=True):
    """Times are seconds."""

    uris: list[str]
    interval: float
    settle: float
    seconds: float


class Seen(msgspec.Struct, frozen=True):
    """Within the window, which begins when all have been checked at least once."""

    totals: list[float]
    """Milliseconds of each check."""
    down: int
    late: int
    """Checks that were not done when the next one was due."""
    used: float
    """Seconds of processor time."""
    seconds: float


class Checks:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sources = [Http(uri) for uri in plan.uris]
        self._events: list[dict[str, Any]] = []
        self._late = 0

    async def run(self) -> Seen:
        began = time.monotonic()
        spread = self._plan.settle / 2 / len(self._sources)  # not all with their first connection at once
        tasks = [
            asyncio.create_task(self._repeat(s, began + n * spread)) for n, s in enumerate(self._sources)
        ]
        await asyncio.sleep(self._plan.settle)
        seen = await self._watch()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for source in self._sources:
            await source.close()
        return seen

    async def _watch(self) -> Seen:
        self._events.clear()
        self._late = 0
        began, used = time.monotonic(), time.process_time()
        await asyncio.sleep(self._plan.seconds)
        seconds, used = time.monotonic() - began, time.process_time() - used
        down = sum(event["availability"] == "down" for event in self._events)
        return Seen([event["total"] for event in self._events], down, self._late, used, seconds)

    async def _repeat(self, source: Http, due: float) -> None:
        while True:
            await asyncio.sleep(due - time.monotonic())
            self._events.append(await source.next())
            due += self._plan.interval
            while due < time.monotonic():
                due += self._plan.interval
                self._late += 1


if __name__ == "__main__":
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(Checks(plan).run())))
