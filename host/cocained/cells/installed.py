"""The schemes that are installed here, for the action `plugins`: by metadata, and by how their processes are."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from importlib.metadata import EntryPoint

from cocaine_sdk.errors import SchemeUnavailable
from cocaine_sdk.installed import InstalledPlugin
from cocained.cells.scheme import Scheme

PATIENCE = 10.0
"""Seconds that a `plugins` with `load` waits for plugins to load; what takes longer is shown as starting."""


class Installed:
    """Tells of every scheme. Imports none: what a plugin says of itself comes out of its own process."""

    def __init__(self, points: Mapping[str, EntryPoint], schemes: Mapping[str, Scheme]) -> None:
        self._points = points
        self._schemes = schemes

    async def plugins(self, load: bool) -> list[InstalledPlugin]:
        """By the names of the schemes. `load`: start those that nobody has wanted yet, and wait for them."""
        if load and self._schemes:
            loading = [asyncio.ensure_future(_load(scheme)) for scheme in self._schemes.values()]
            await asyncio.wait(loading, timeout=PATIENCE)
            for one in loading:
                one.cancel()
        return [self._plugin(name) for name in sorted(self._schemes)]

    def _plugin(self, name: str) -> InstalledPlugin:
        scheme, made = self._schemes[name], self._points[name].dist
        condition = scheme.describe()
        return InstalledPlugin(
            scheme=name,
            distribution=made.name if made is not None else "",
            version=made.version if made is not None else "",
            state=condition.state,
            isolation=condition.isolation,
            restarts=scheme.restarts,
            cells=len(scheme.cells),
            error=condition.error,
        )


async def _load(scheme: Scheme) -> None:
    with contextlib.suppress(SchemeUnavailable):  # `describe` tells why
        await scheme.ready()
