"""`cocaine map`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, FAILED, NO_DAEMON, call
from cocaine_sdk.cli.commands.arguments import arguments_of
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import duration, endpoints, setting, source

if TYPE_CHECKING:
    from cocaine_sdk.client import Answer, Client


@click.command(name="map")
@click.argument("uri", type=source)
@click.option(
    "--on",
    "groups",
    type=endpoints,
    metavar="ENDPOINT,...",
    multiple=True,
    required=True,
    help="The daemons.",
)
@click.option(
    "--timeout", type=duration, metavar="DURATION", help="For each daemon to be reached, and to answer."
)
@click.option("--isolated", is_flag=True, help="A thread and a source of its own.")
@click.option(
    "--set", "settings_", type=setting, metavar="NAME=VALUE", multiple=True, help="Any other argument."
)
@json_option
@click.pass_obj
def map_(
    settings: Settings,
    /,
    uri: str,
    groups: tuple[tuple[str, ...], ...],
    timeout: float | None,
    **options: Any,
) -> None:
    """Run a source now on many daemons, and say what became of each."""
    daemons = [daemon for group in groups for daemon in group]
    seconds = timeout / 1000 if timeout else None
    width = max(map(len, daemons))

    async def work(client: Client) -> int:
        answers = []
        async for answer in client.answers(uri, daemons, seconds, **arguments_of(**options)):
            answers.append(answer)
            _show(settings, answer, width)
        return _status({answer.outcome for answer in answers})

    call(settings, work)


def _status(outcomes: set[Any]) -> int:
    from cocaine_sdk.client import Outcome

    if outcomes == {Outcome.ANSWERED}:
        return DONE
    return NO_DAEMON if outcomes == {Outcome.UNREACHABLE} else FAILED


def _show(settings: Settings, answer: Answer, width: int) -> None:
    if settings.json:
        said = {"event": answer.event} if answer.error is None else answer.error.as_reply()
        shown = {"daemon": answer.daemon, "outcome": answer.outcome, "hostname": answer.hostname}
        output.document({**shown, **said})
        return
    what = output.fields(answer.event or {}) if answer.error is None else str(answer.error).partition("\n")[0]
    output.line(f"{answer.daemon:{width}}  {answer.outcome:11}  {answer.hostname or '-'}  {what}")
