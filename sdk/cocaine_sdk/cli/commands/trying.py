"""`cocaine try`"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cocaine_sdk.cli import output
from cocaine_sdk.cli.calling import DONE, FAILED, complain
from cocaine_sdk.cli.endings import Ended, orderly
from cocaine_sdk.cli.settings import Settings, json_option
from cocaine_sdk.cli.values import duration, grant, source
from cocaine_sdk.errors import CocaineError

if TYPE_CHECKING:
    from cocaine_sdk.trial.bench import Bench

_RUNS = 5


@click.command("try")
@click.argument("named", type=source, metavar="URI|FILE")
@click.option("--n", type=click.IntRange(min=0), help="Runs.  [default: 5; with --data, none]")
@click.option("--data", metavar="TEXT", multiple=True, help="Hand this to its process(). May be repeated.")
@click.option("--timeout", type=duration, default="5s", metavar="DURATION", help="The deadline of each run.")
@click.option(
    "--plugins",
    type=click.Path(exists=True, file_okay=False),
    help="The folder with python.d.  [default: the current one if it has it, else the daemon's]",
)
@click.option(
    "--grant",
    "grants",
    type=grant,
    metavar="KIND=WHAT",
    multiple=True,
    help="Let it reach this: read=PATH, connect=HOST:PORT, fetch=URL or env=NAME. May be repeated.",
)
@json_option
@click.pass_obj
def try_(
    settings: Settings,
    named: str,
    n: int | None,
    data: tuple[str, ...],
    timeout: float,
    plugins: str | None,
    grants: tuple[tuple[str, str], ...],
) -> None:
    """Run a source in its real cell, without a daemon, and show what it does.

    FILE is a file anywhere, with what follows it in a URI: ./hello.py/Hello?name=world
    """
    try:
        with orderly():
            from cocaine_sdk.trial.bench import Bench
            from cocaine_sdk.trial.daemon import PrivateDaemon
            from cocaine_sdk.trial.target import target

            uri, place = target(named, plugins)
            with PrivateDaemon(place, grants) as daemon, Bench(daemon, uri, timeout) as bench:
                status = _try(settings, bench, n, [piece.encode() for piece in data])
    except CocaineError as error:
        complain(settings, error)
        status = FAILED
    except Ended as ended:
        status = ended.status
    sys.exit(status)


def _try(settings: Settings, bench: Bench, n: int | None, data: list[bytes]) -> int:
    from cocaine_sdk.cli.tried import head, line, rest

    shown = not settings.json
    if shown:
        click.echo("\n".join(head(bench)))
    for number, run in enumerate(bench.run(_runs(bench, n, data), data), 1):
        if shown:
            click.echo(line(f"data {number}" if number <= len(data) else f"run {number - len(data)}", run))
    bench.ask()
    trial = bench.trial()
    if settings.json:
        output.document(trial)
    else:
        click.echo("".join(f"{text}\n" for text in rest(trial)), nl=False)
        if not trial.runs:
            output.hint("nothing was run; hand it data: --data TEXT")
    return FAILED if trial.failures else DONE


def _runs(bench: Bench, n: int | None, data: list[bytes]) -> int:
    """What is asked for; else what makes sense."""
    if n is not None:
        return n
    return _RUNS if not data and "iterator" in bench.capabilities else 0
