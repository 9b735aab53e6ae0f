"""The arguments of a source's run, as options (protocol.md, push)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from cocaine_sdk.cli.values import duration, setting

Command = Callable[..., Any]

_RUN = [
    click.option("--isolated", is_flag=True, help="A thread and a source of its own."),
    click.option("--thread", help="Join this isolated thread."),
    click.option(
        "--timeout", type=duration, metavar="DURATION", help="The run's deadline, such as 500ms or 5s."
    ),
    click.option(
        "--set", "settings_", type=setting, metavar="NAME=VALUE", multiple=True, help="Any other argument."
    ),
]


def run_options(command: Command) -> Command:
    for option in reversed(_RUN):
        command = option(command)
    return command


def arguments_of(settings_: tuple[tuple[str, object], ...], **given: object) -> dict[str, Any]:
    """What was given, and nothing that was not: the daemon knows the defaults. Raises `click.UsageError` where it was
    given twice."""
    arguments = {name: value for name, value in given.items() if value is not None and value is not False}
    for name, value in settings_:
        if name in arguments:
            raise click.UsageError(f"{name} is given more than once: by --set, and before")
        arguments[name] = value
    return arguments
