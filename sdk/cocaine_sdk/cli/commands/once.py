"""`cocaine once`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.commands.arguments import arguments_of, run_options
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import source

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


@click.command()
@click.argument("uri", type=source)
@run_options
@json_option
@click.pass_obj
def once(settings: Settings, /, uri: str, **options: Any) -> None:
    """Run a source now and print what it produced."""

    async def work(client: Client) -> int:
        event = await client.once(uri, **arguments_of(**options))
        if settings.json:
            output.document(event)
        else:
            output.table(event.items())
        return DONE

    call(settings, work)
