"""What is outside of a cell, and who may ask for it: the daemon's own broker and its processes, with the grants of one
attack; and, for the control, a broker that gives whatever it is asked for."""

from __future__ import annotations

import asyncio
import os
import socket
import urllib.request
from collections.abc import Callable

from cocained.cells.outside import (
    Agreed,
    Connect,
    Fetched,
    FetchUrl,
    Opened,
    OpenFile,
    ReachCall,
    Unreached,
)
from cocained.cells.reachable import Outside
from cocained.cells.reaching import Answered, Reaching
from cocained.config.tables import GrantConfig
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Reach
from cocained.outreach.outreach import Outreach
from tests.security.corpus.attack import Wall
from tests.security.corpus.bait import CELLS, Bait
from tests.security.corpus.watcher import Watcher

SOON = 0.3
"""Seconds that the careless broker waits for anybody."""


class World:
    """Of one set of walls: the processes that reach out, for all of its attacks."""

    def __init__(self, wall: Wall, beneath: str) -> None:
        """`beneath`: the folder of all bait. The process that opens files may read all of it: what holds a source is
        what is asked of that process."""
        uid = CELLS if os.geteuid() == 0 else None
        kernel = wall is not Wall.LANGUAGE
        self._careless = wall is Wall.NONE
        self._files, self._network = Outreach(uid, kernel, network=False), Outreach(uid, kernel)
        self._files.let_read((beneath,))

    def reaching(
        self, uri: str, granted: tuple[str, ...], bait: Bait, watcher: Watcher
    ) -> tuple[Reach, Reaching]:
        """What the source of this attack may reach, and who answers it."""
        given = {kind: values for kind, values in bait.grants.items() if kind in granted}
        grants = Grants([GrantConfig(source=f"{uri.partition('?')[0]}*", **given)])
        reach = grants.of(uri)
        if self._careless:
            return reach, Careless()  # type: ignore[return-value]
        outside = Outside(grants, self._files, self._network, bait.environment, ())
        return reach, Reaching(uri, outside, reach.opens, watcher, None)

    def environment(self, reach: Reach, bait: Bait) -> dict[str, str | None]:
        """What comes with the source when it is loaded."""
        granted = (
            bait.environment if self._careless else {name: bait.environment.get(name) for name in reach.env}
        )
        return dict(granted)

    async def close(self) -> None:
        await self._files.close()
        await self._network.close()


class Careless:
    """Gives whatever it is asked for."""

    wants = None
    is_busy = False

    def __init__(self) -> None:
        self._giving: set[asyncio.Task[None]] = set()

    def begin(self, call: ReachCall, left: float, answer: Callable[[Answered], None]) -> None:  # noqa: ARG002
        giving = asyncio.ensure_future(self._give(call, answer))
        self._giving.add(giving)
        giving.add_done_callback(self._giving.discard)

    async def _give(self, call: ReachCall, answer: Callable[[Answered], None]) -> None:
        try:
            answer(await asyncio.to_thread(_given, call))
        except Exception as error:
            answer(Answered(Unreached(str(error))))

    def end(self) -> None: ...


def _given(call: ReachCall) -> Answered:
    match call:
        case OpenFile(path=path):
            return Answered(Opened(), os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        case Connect(host=host, port=port):
            return Answered(Opened(), socket.create_connection((host, port), SOON).detach())
        case FetchUrl(url=url):
            with urllib.request.urlopen(url, timeout=SOON) as got:
                return Answered(Fetched(got.status or 200, url, (), got.read(1 << 19)))
    return Answered(Agreed())
