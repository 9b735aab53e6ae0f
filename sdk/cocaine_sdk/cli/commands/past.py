"""`cocaine past`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.commands.finding import NoPastOf
from cocaine_sdk.cli.quantities import clock
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import is_uri
from cocaine_sdk.errors import PastEmpty

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, PastEvent


@click.command()
@click.argument("target", metavar="KEY|URI")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many events.")
@json_option
@click.pass_obj
def past(settings: Settings, target: str, depth: int | None) -> None:
    """Print a task's last events, newest first; of a source, those of each task that it has or had."""

    async def work(client: Client) -> int:
        try:
            histories = await _histories(client, target, depth)
        except PastEmpty as error:
            raise NoPastOf(target, error) from None
        if settings.json:
            output.document(histories)
            return DONE
        for key, history in histories.items():
            if len(histories) > 1:
                output.line(key)
            output.table((entry.seq, clock(entry.timestamp), output.fields(entry.event)) for entry in history)
        return DONE

    call(settings, work)


async def _histories(client: Client, target: str, depth: int | None) -> dict[str, list[PastEvent]]:
    """By key. Raises `PastEmpty`."""
    if is_uri(target):
        return await client.pasts(target, depth)
    return {target: await client.past(target, depth)}
