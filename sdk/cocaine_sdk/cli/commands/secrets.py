"""`cocaine secrets set`, `list` and `remove`"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, call, call_before
from cocaine_sdk.cli.quantities import clock
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.errors import BadArgument

if TYPE_CHECKING:
    from cocaine_sdk.client import Client

_HEAD = ("NAME", "OWNER", "SET", "FOR")


@click.group()
def secrets() -> None:
    """Passwords that source URIs name, as mysql://app:{secret:db}@host/"""


@secrets.command("set")
@click.argument("name")
@click.option(
    "--for",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    help="The URIs that it may be put into: 'mysql://*@db.example.com*'. May be repeated. Needed the first time.  "
    "[default: those it was set with before]",
)
@json_option
@click.pass_obj
def set_(settings: Settings, name: str, patterns: tuple[str, ...]) -> None:
    """Keep a secret. Its value is asked for, or read from standard input.

    The first time: cocaine secrets set db --for 'mysql://*@db.example.com*'
    """
    if not patterns:
        call_before(settings, lambda client: _known(client, name))
    value = _value(name)

    async def work(client: Client) -> int:
        await client.set_secret(name, value, patterns)
        _done(settings, name, f"in a source's URI: {{secret:{name}}}")
        return DONE

    call(settings, work)


@secrets.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings) -> None:
    """List secrets, whose they are, and for which URIs. Nobody is shown a value."""

    async def work(client: Client) -> int:
        found = await client.secrets()
        if settings.json:
            output.document(found)
        else:
            output.table(((s.name, s.owner, clock(s.set_at), " ".join(s.patterns)) for s in found), _HEAD)
        return DONE

    call(settings, work)


@secrets.command()
@click.argument("name")
@json_option
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Forget a secret. Sources that name it stand still until it is set again."""

    async def work(client: Client) -> int:
        await client.remove_secret(name)
        _done(settings, name, "it is forgotten")
        return DONE

    call(settings, work)


async def _known(client: Client, name: str) -> int:
    """Before somebody types a value in vain. Raises `BadArgument`."""
    if all(secret.name != name for secret in await client.secrets()):
        raise BadArgument(
            f"the secret {name} is not there yet: say by --for which URIs it is for, such as"
            " --for 'mysql://*@db.example.com*'"
        )
    return DONE


def _value(name: str) -> str:
    """Never from the command line, where everybody on the machine could read it, and the shell would keep it."""
    if sys.stdin.isatty():
        value: str = click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt=True, err=True)
        return value
    return sys.stdin.read().removesuffix("\n").removesuffix("\r")


def _done(settings: Settings, name: str, words: str) -> None:
    if settings.json:
        output.document({name: {"status": "success"}})
    else:
        output.hint(words)
