"""How much of the way out one source may take: where it hangs, it holds up itself and no neighbour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 8
"""Orders of one source, in all of its cells, that are carried out at once; more wait for their turn."""


class Shares:
    """The turns of each source that wants any."""

    def __init__(self) -> None:
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._wanting: dict[str, int] = {}
        """Orders of a source that are carried out, or wait."""

    @asynccontextmanager
    async def turn(self, uri: str) -> AsyncIterator[None]:
        """One turn of the source of this URI, when it has one."""
        turns = self._turns.setdefault(uri, asyncio.Semaphore(MOST))
        self._wanting[uri] = self._wanting.get(uri, 0) + 1
        try:
            async with turns:
                yield
        finally:
            self._wanting[uri] -= 1
            if not self._wanting[uri]:
                del self._wanting[uri], self._turns[uri]
