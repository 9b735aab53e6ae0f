"""A look at a daemon: what of its figures and tasks `top` shows, typed (protocol.md, stats and list)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from cocaine_sdk.client.results import read

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, TaskState


class Total(msgspec.Struct, frozen=True):
    total: int


class Cells(msgspec.Struct, frozen=True):
    alive: int


class SourceFigures(msgspec.Struct, frozen=True):
    """A source's counts since its engine was made; a source that has none yet is all zeros."""

    cpu: float = 0.0
    memory: int = 0
    queue: int = 0
    restarts: int = 0
    runs: int = 0
    failed: int = 0
    skipped: int = 0


class Figures(msgspec.Struct, frozen=True):
    """A daemon's counts since its start."""

    hostname: str
    uptime: float
    requests: Total
    events: Total
    runs: Total
    cells: Cells
    sources: dict[str, SourceFigures]


class Look(msgspec.Struct, frozen=True):
    """What a daemon said at one moment (unix time, here)."""

    timestamp: float
    figures: Figures
    tasks: list[TaskState]


REQUESTS = 2
"""Requests that one look makes."""


async def look(client: Client) -> Look:
    """Raises what the two calls raise."""
    figures = read(await client.stats(), Figures)
    return Look(time.time(), figures, await client.list())
