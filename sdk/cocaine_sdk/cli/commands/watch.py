"""`cocaine watch`"""

from __future__ import annotations

from contextlib import suppress
from itertools import count as counted
from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.commands.finding import keys_of
from cocaine_sdk.cli.quantities import clock
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import AccessDenied

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, Event


@click.command()
@click.argument("targets", metavar="KEY|URI...", nargs=-1)
@click.option("--field", help="This field only.")
@click.option("--count", type=click.IntRange(min=1), help="End after so many values.")
@json_option
@click.pass_obj
def watch(settings: Settings, targets: tuple[str, ...], field: str | None, count: int | None) -> None:
    """Print values as they are published: of these tasks, or of all. Ends by Ctrl-C, or --count."""
    if field and not targets:
        raise click.UsageError("--field needs the KEY or URI that has the field")

    async def work(client: Client) -> int:
        with suppress(AccessDenied):  # which is an answer
            await client.stats()  # an export socket alone does not tell that nobody is there
        keys = await keys_of(client, targets)
        if keys and not settings.json:
            with suppress(AccessDenied):
                await _name_strangers(client, keys)
        async with client.subscribe(*keys, field=field) as events:
            for number in counted(1):
                _show(settings, await anext(events), with_key=len(keys) != 1)
                if number == count:
                    break
        return DONE

    call(settings, work, interrupted=DONE)


async def _name_strangers(client: Client, keys: list[str]) -> None:
    """They may be yet to come: so they are watched all the same."""
    known = {task.key for task in await client.list()}
    for key in keys:
        if key not in known:
            output.hint(f"no task has the key {output.clean(key)} now; `cocaine ls` shows what runs")


def _show(settings: Settings, event: Event, with_key: bool) -> None:
    if settings.json:
        shown = {"key": event.key, "field": event.field, "hostname": event.hostname}
        output.document({**shown, "timestamp": event.timestamp, "value": event.value})
        return
    words = [clock(event.timestamp), event.hostname, event.key, event.field, event.text]
    output.line("  ".join(words if with_key else words[:2] + words[3:]))
