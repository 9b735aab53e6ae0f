"""`cocaine push`"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, FAILED, call
from cocaine_sdk.cli.commands.arguments import arguments_of, run_options
from cocaine_sdk.cli.commands.scheduling import driver_of, schedule_options, taken, way_out
from cocaine_sdk.cli.grouping import Command
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import source
from cocaine_sdk.errors import MissingArgument
from cocaine_sdk.redaction import redacted

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


@click.command(cls=Command)
@click.argument("uri", type=source)
@schedule_options
@click.option("--transient", is_flag=True, help="Forget the task when the daemon ends.")
@run_options
@json_option
@click.pass_context
def push(ctx: click.Context, /, uri: str, driver: str | None, **options: Any) -> None:
    """Start a task, or join it where it runs already."""
    settings: Settings = ctx.obj
    arguments = arguments_of(**options)
    chosen = driver_of(driver, arguments)

    async def work(client: Client) -> int:
        try:
            task = await client.push(uri, chosen, **arguments)
        except MissingArgument as error:
            if settings.json:
                raise
            output.sentence(f"{error}{way_out(chosen, driver is not None, arguments)}")
            return FAILED
        if settings.json:
            output.document(
                {"uri": redacted(task.uri), "key": task.key, "thread": task.thread, "state": task.state}
            )
        else:
            output.line(task.key if task.thread is None else f"{task.key}  in thread {task.thread}")
            if words := taken(ctx):
                output.hint(words)
            if task.state == "quarantined":
                output.hint(f"it is quarantined, and does not run: {_typed(ctx, 'resume', task.key)}")
            else:
                output.hint(f"watch it: {_typed(ctx, 'watch', task.key)}")
        return DONE

    call(settings, work)


def _typed(ctx: click.Context, *words: str) -> str:
    return shlex.join([*_program(ctx), *words])


def _program(ctx: click.Context) -> list[str]:
    """The program's name, with the options by which this daemon was found."""
    root = ctx.find_root()
    typed = [
        name
        for name in ("connect", "export")
        if root.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    return ["cocaine", *(word for name in typed for word in (f"--{name}", root.params[name]))]
