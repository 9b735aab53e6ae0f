"""`cocaine reload`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.settings import Settings, json_option

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, Reloaded


@click.command()
@json_option
@click.pass_obj
def reload(settings: Settings) -> None:
    """Have the daemon read its configuration anew."""

    async def work(client: Client) -> int:
        reloaded = await client.reload()
        if settings.json:
            output.document(reloaded)
        else:
            _show(reloaded)
        return DONE

    call(settings, work)


def _show(reloaded: Reloaded) -> None:
    for option, (before, now) in reloaded.changed.items():
        output.line(f"{option}: {output.shown(before)} -> {output.shown(now)}")
    for option in reloaded.needs_restart:
        output.line(f"{option}: changed, but is in force only after a restart of the daemon")
    if not (reloaded.changed or reloaded.needs_restart):
        output.hint(reloaded.note or "nothing has changed")
