"""`cocaine stats`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.settings import Settings, json_option

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


@click.command()
@json_option
@click.pass_obj
def stats(settings: Settings) -> None:
    """Print the daemon's figures."""

    async def work(client: Client) -> int:
        figures = await client.stats()
        if settings.json:
            output.document(figures)
        else:
            output.table(output.flattened(figures))
        return DONE

    call(settings, work)
