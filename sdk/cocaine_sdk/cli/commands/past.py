"""`cocaine past`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.commands.finding import keys_of
from cocaine_sdk.cli.quantities import clock
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import PastEmpty

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, PastEvent


@click.command()
@click.argument("target", metavar="KEY|URI")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many events.")
@json_option
@click.pass_obj
def past(settings: Settings, target: str, depth: int | None) -> None:
    """Print a task's last events, newest first."""

    async def work(client: Client) -> int:
        histories = await _histories(client, await keys_of(client, [target]), depth)
        if settings.json:
            output.document(histories)
            return DONE
        for key, history in histories.items():
            if len(histories) > 1:
                output.line(key)
            output.table((entry.seq, clock(entry.timestamp), output.fields(entry.event)) for entry in history)
        return DONE

    call(settings, work)


async def _histories(client: Client, keys: list[str], depth: int | None) -> dict[str, list[PastEvent]]:
    """The history of each. Raises `PastEmpty` where none has one."""
    histories: dict[str, list[PastEvent]] = {}
    for key in keys:
        try:
            histories[key] = await client.past(key, depth)
        except PastEmpty:
            histories[key] = []
    if not any(histories.values()):
        raise PastEmpty
    return histories
