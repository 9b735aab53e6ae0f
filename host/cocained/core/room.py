"""Room for one more cell, where as many live as may."""

from __future__ import annotations

from collections.abc import Collection

from cocained.core.contracts import Cells
from cocained.core.engine import Engine


async def make_room(cells: Cells, engines: Collection[Engine]) -> None:
    """The threads that nobody has used for longest go first. Where none idles there is none to be had."""
    while cells.full:
        idle = [(since, engine, thread) for engine in engines for thread, since in engine.idle.items()]
        if not idle:
            return
        _, engine, thread = min(idle, key=lambda each: each[0])
        engine.end(thread)
        await thread.gone()
