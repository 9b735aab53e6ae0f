"""`cocaine ls`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call
from cocaine_sdk.cli.quantities import until
from cocaine_sdk.cli.settings import Settings, json_option

if TYPE_CHECKING:
    from cocaine_sdk.client import Client, TaskState

_HEAD = ("KEY", "SOURCE", "DRIVER", "ARGUMENTS", "STATE", "NEXT RUN")


@click.command()
@json_option
@click.pass_obj
def ls(settings: Settings) -> None:
    """List the daemon's tasks."""

    async def work(client: Client) -> int:
        tasks = await client.list()
        if settings.json:
            output.document(tasks)
        elif tasks:
            output.table(map(_row, tasks), _HEAD)
        else:
            output.hint("no tasks; start one: cocaine push URI --interval 5s")
        return DONE

    call(settings, work)


def _row(task: TaskState) -> tuple[object, ...]:
    arguments = output.arguments(task.arguments)
    return task.key, task.uri, task.driver, arguments, task.state, until(task.next_run)
