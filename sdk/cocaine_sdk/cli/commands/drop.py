"""`cocaine drop`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, FAILED, call
from cocaine_sdk.cli.commands.finding import NoTaskOf, keys_of, sentence_of
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import BadArgument, ClientError, CocaineError

if TYPE_CHECKING:
    from cocaine_sdk.client import Client


@click.command()
@click.argument("targets", metavar="KEY|URI...", nargs=-1, required=True)
@json_option
@click.pass_obj
def drop(settings: Settings, targets: tuple[str, ...]) -> None:
    """Leave tasks: by key, or all that you have of a source."""

    async def work(client: Client) -> int:
        import asyncio

        results: dict[str, CocaineError | None] = {}
        keys: dict[str, None] = {}
        for target in targets:
            try:
                keys.update(dict.fromkeys(await keys_of(client, [target], token=client.token)))
            except (NoTaskOf, BadArgument) as error:
                results[target] = error
        errors = await asyncio.gather(*(_dropped(client, key) for key in keys))
        results.update(zip(keys, errors, strict=True))
        _show(settings, results)
        return FAILED if any(results.values()) else DONE

    call(settings, work)


async def _dropped(client: Client, key: str) -> CocaineError | None:
    try:
        await client.drop(key)
    except ClientError:
        raise
    except CocaineError as error:
        return error
    return None


def _show(settings: Settings, results: dict[str, CocaineError | None]) -> None:
    if settings.json:
        done = {"status": "success"}
        output.document({key: error.as_reply() if error else done for key, error in results.items()})
        return
    for target, error in results.items():
        if error:
            output.sentence(sentence_of(target, error))
        else:
            output.line(f"dropped {target}")
