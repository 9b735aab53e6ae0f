"""The host's loop, in place: uvloop beside asyncio."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import daemon
from benchmarks.figures import Figure, median
from benchmarks.once import IN_FLIGHT, asking, in_turns


def figures() -> Iterator[Figure]:
    with (
        daemon.running(loop="uvloop") as uvloop,
        daemon.running(loop="asyncio") as asyncio,
        uvloop.client() as to_uvloop,
        asyncio.client() as to_asyncio,
    ):
        for client in (to_uvloop, to_asyncio):
            client.checked(daemon.ONCE)
        for in_flight in IN_FLIGHT:
            works = {"uvloop": asking(to_uvloop, in_flight), "asyncio": asking(to_asyncio, in_flight)}
            rates = {name: median(values) for name, values in in_turns(works).items()}
            yield Figure(
                f"once, warm, {in_flight} in flight, host on uvloop",
                f"{rates['uvloop']:,.0f} /s",
                f"{rates['uvloop'] / rates['asyncio']:.2f} × asyncio's {rates['asyncio']:,.0f} /s",
            )
