"""`cocaine explain`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.commands.finding import NoTaskWith, keys_of
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import DriverNotActive

if TYPE_CHECKING:
    from cocaine_sdk.client import Client
    from cocaine_sdk.explanation import Explanation


@click.command()
@click.argument("target", metavar="KEY|URI")
@json_option
@click.pass_obj
def explain(settings: Settings, target: str) -> None:
    """Say why a task did or did not run, or each task of a source."""

    async def work(client: Client) -> int:
        import asyncio

        keys = await keys_of(client, [target])
        _show(settings, await asyncio.gather(*(_explained(client, key) for key in keys)))
        return DONE

    call(settings, work)


async def _explained(client: Client, key: str) -> Explanation:
    try:
        return await client.explain(key)
    except DriverNotActive:
        raise NoTaskWith(key) from None


def _show(settings: Settings, tasks: list[Explanation]) -> None:
    from cocaine_sdk.cli.explained import explained

    for number, task in enumerate(tasks):
        if settings.json:
            output.document(task)
            continue
        click.echo("\n" * (number > 0) + "\n".join(explained(task)))
