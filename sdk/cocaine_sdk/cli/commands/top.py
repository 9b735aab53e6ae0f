"""`cocaine top`"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import TYPE_CHECKING, Protocol

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.board import SORTS, board
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import duration
from cocaine_sdk.errors import CocaineError

if TYPE_CHECKING:
    from cocaine_sdk.cli.rates import DaemonRates, Looks
    from cocaine_sdk.client import Client

_SHORTEST = 100.0
"""Milliseconds: more looks than that would be work for the daemon."""


class Display(Protocol):
    def show(self, rates: DaemonRates) -> None: ...

    def away(self, error: CocaineError) -> None:
        """The daemon did not answer this time."""


def _interval(_: click.Context, __: click.Parameter, milliseconds: float) -> float:
    if milliseconds < _SHORTEST:
        raise click.BadParameter("at least 100ms")
    return milliseconds / 1000


@click.command()
@click.option(
    "--interval",
    type=duration,
    callback=_interval,
    default="1s",
    show_default=True,
    metavar="DURATION",
    help="Between two looks.",
)
@click.option("--count", type=click.IntRange(min=1), help="Print so many tables, and end.")
@click.option(
    "--sort", type=click.Choice(list(SORTS)), default="cpu", show_default=True, help="The most first."
)
@json_option
@click.pass_obj
def top(settings: Settings, interval: float, count: int | None, sort: str) -> None:
    """Show what each source takes, live. Ends by Ctrl-C, or --count."""
    live = count is None and not settings.json and _is_screen()

    async def work(client: Client) -> int:
        from cocaine_sdk.cli.looks import look
        from cocaine_sdk.cli.rates import Looks

        looks = Looks(SORTS[sort].amount)
        looks.add(await look(client))  # who was never there is an error; who goes is waited for
        with _display(settings, SORTS[sort].column, live) as display:
            if live:
                display.show(looks.rates())
            await _look_on(client, looks, display, interval, count)
        return DONE

    call(settings, work, interrupted=DONE)


async def _look_on(
    client: Client, looks: Looks, display: Display, interval: float, count: int | None
) -> None:
    """Without end, or so many times: then a daemon that goes away is their end."""
    import asyncio

    from cocaine_sdk.cli.looks import look

    for _ in repeat(None) if count is None else repeat(None, count):
        await asyncio.sleep(interval)
        try:
            looks.add(await look(client))
        except CocaineError as error:
            if count is not None:
                raise
            display.away(error)
        else:
            display.show(looks.rates())


def _is_screen() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


@contextmanager
def _display(settings: Settings, keep: str, live: bool) -> Iterator[Display]:
    if not live:
        yield _Plain(settings.json, keep)
        return
    from cocaine_sdk.cli.screen import Screen

    screen = Screen(keep)
    with screen.opened():
        yield screen


class _Plain:
    """One table below the other, or one document."""

    def __init__(self, json: bool, keep: str) -> None:
        self._json = json
        self._keep = keep
        self._away = False

    def show(self, rates: DaemonRates) -> None:
        self._away = False
        if self._json:
            output.document(rates)
        else:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            click.echo("\n".join(line.text for line in board(rates, self._keep, width)) + "\n")

    def away(self, error: CocaineError) -> None:
        if not self._away:
            output.sentence(f"trying again: {error}")
        self._away = True
