"""`cocaine plugins`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.settings import Settings, json_option

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, InstalledPlugin

_HEAD = ("SCHEME", "DISTRIBUTION", "VERSION", "STATE", "ISOLATION", "CELLS", "RESTARTS")


@click.command()
@click.option("--load", is_flag=True, help="Load those too that nobody has wanted yet.")
@json_option
@click.pass_obj
def plugins(settings: Settings, load: bool) -> None:
    """List the schemes that the daemon has, and what is wrong with their plugins."""

    async def work(client: Client) -> int:
        found = await client.plugins(load)
        if settings.json:
            output.document(found)
        else:
            _show(found)
        return DONE

    call(settings, work)


def _show(found: list[InstalledPlugin]) -> None:
    output.table(map(_row, found), _HEAD)
    for plugin in found:
        if plugin.error:
            output.sentence(f"{plugin.scheme}: {plugin.error}")
    if any(plugin.state == "cold" for plugin in found):
        output.hint("cold: not wanted yet, so not loaded; load it now: cocaine plugins --load")


def _row(plugin: InstalledPlugin) -> tuple[object, ...]:
    made = (plugin.distribution or "-", plugin.version or "-")
    return plugin.scheme, *made, plugin.state, plugin.isolation or "-", plugin.cells, plugin.restarts
