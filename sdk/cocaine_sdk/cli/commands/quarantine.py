"""`cocaine quarantine` and `cocaine resume`"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, FAILED, call
from cocaine_sdk.cli.commands.finding import sentence_of
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import ClientError, CocaineError

if TYPE_CHECKING:
    from cocaine_sdk.client import Client

Reached = list[str] | CocaineError
"""The keys of a target's tasks, or why there are none."""
Ask = Callable[["Client", str], Awaitable[list[str]]]

_targets = click.argument("targets", metavar="KEY|URI...", nargs=-1, required=True)


@click.command()
@_targets
@json_option
@click.pass_obj
def quarantine(settings: Settings, targets: tuple[str, ...]) -> None:
    """Keep tasks, or all of a source, from running."""
    _ask_each(settings, targets, lambda client, target: client.quarantine(target))


@click.command()
@_targets
@json_option
@click.pass_obj
def resume(settings: Settings, targets: tuple[str, ...]) -> None:
    """Let tasks in quarantine, or all of a source, run again."""
    _ask_each(settings, targets, lambda client, target: client.resume(target))


def _ask_each(settings: Settings, targets: tuple[str, ...], ask: Ask) -> None:
    """Ask for each target, so that one refused does not keep the others."""

    async def reached(client: Client, target: str) -> Reached:
        try:
            return await ask(client, target)
        except ClientError:
            raise
        except CocaineError as error:
            return error

    async def work(client: Client) -> int:
        import asyncio

        results = await asyncio.gather(*(reached(client, target) for target in targets))
        _show(settings, dict(zip(targets, results, strict=True)))
        return FAILED if any(isinstance(result, CocaineError) for result in results) else DONE

    call(settings, work)


def _show(settings: Settings, results: Mapping[str, Reached]) -> None:
    if settings.json:
        output.document({target: _as_reply(result) for target, result in results.items()})
        return
    for target, result in results.items():
        if isinstance(result, CocaineError):
            output.sentence(sentence_of(target, result))
        else:
            for key in result:
                output.line(key)


def _as_reply(result: Reached) -> object:
    return result.as_reply() if isinstance(result, CocaineError) else {"status": "success", "keys": result}
