"""Grants that change while sources live: they are in force at once, and the sources follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cocained.core.engines import Engines
from cocained.core.grants.grants import Grant, Grants


class Granting:
    """Has sources begin anew whose reach is another now: no cell keeps what was taken away."""

    def __init__(self, grants: Grants, engines: Engines, let_read: Callable[[tuple[str, ...]], None]) -> None:
        """`let_read`: tells whoever opens files what may be read at all."""
        self._grants = grants
        self._engines = engines
        self._let_read = let_read

    def take(self, rows: Iterable[Grant]) -> None:
        """From now on these grants are in force, and no others."""
        before = {uri: self._grants.of(uri) for uri in self._engines.engines}
        self._grants.replace(rows)
        self._let_read(self._grants.everything.read)
        for uri, engine in list(self._engines.engines.items()):
            now = self._grants.of(uri)
            less = not now.includes(before[uri])
            if not less and before[uri].includes(now):
                continue
            for thread in list(engine.threads.values()):
                if thread.code or thread.cell is None:  # the source of a plugin reaches nothing
                    thread.renewal.renew(must=less)
