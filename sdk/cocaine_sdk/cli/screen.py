"""The whole terminal as the place of a board, until its end. The only place where rich is imported."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from cocaine_sdk.cli.board import Line, board
from cocaine_sdk.cli.output import clean
from cocaine_sdk.cli.rates import DaemonRates
from cocaine_sdk.errors import CocaineError

_STYLES = {
    "head": "bold reverse",
    "degraded": "red",
    "quarantined": "yellow",
    "exhausted": "dim",
    "away": "bold red",
}


class Screen:
    """What stands on it now; laid out anew for the size that the terminal has."""

    def __init__(self, keep: str) -> None:
        self._keep = keep
        self._rates: DaemonRates | None = None
        self._away: list[Line] = []

    def show(self, rates: DaemonRates) -> None:
        self._rates, self._away = rates, []
        self._live.refresh()

    def away(self, error: CocaineError) -> None:
        """The last figures stay, below what became of the daemon."""
        self._away = [Line(f"trying again: {clean(str(error))}", "away")]
        self._live.refresh()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """On the running loop. The terminal is given back as it was, whichever of the usual signals ends it."""
        self._live = Live(get_renderable=lambda: self, console=Console(), screen=True, auto_refresh=False)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGWINCH, self._live.refresh)
        loop.add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)
        with self._live:
            yield

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        height = options.max_height - len(self._away)
        lines = board(self._rates, self._keep, options.max_width, height) if self._rates is not None else []
        for line in (*self._away, *lines):
            yield Text(line.text, _STYLES.get(line.kind, ""), no_wrap=True, overflow="crop")
