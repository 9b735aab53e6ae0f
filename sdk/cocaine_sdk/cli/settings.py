"""What every command knows: which daemon, as whom, and how to print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

CONNECT = "tcp://127.0.0.1:5000"
EXPORT = "tcp://127.0.0.1:5001"
TIMEOUT = 2.0
"""Seconds. The library's own default is for programs; a person at a terminal wants to know sooner."""


@dataclass(frozen=True)
class Settings:
    """The options that stand before the command."""

    connect: str = CONNECT
    export: str = EXPORT
    token: str | None = None
    timeout: float = TIMEOUT
    json: bool = False
    key: Path | None = None
    """The file of the key that signs."""
    server_key: str | None = None
    """The daemon's public CURVE key, or its file."""
    curve_key: Path | None = None
    """The file of our own."""


def _turn_json_on(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.obj = replace(ctx.ensure_object(Settings), json=True)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` after the command's name, as well as before it."""
    decorate = click.option(
        "--json", is_flag=True, expose_value=False, callback=_turn_json_on, help="Print JSON."
    )
    return decorate(command)
