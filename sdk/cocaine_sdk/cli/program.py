"""The program `cocaine`: its own options, and its commands.

Importing a command costs click and nothing else; the client and its sockets come in with the first call.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cocaine_sdk.cli.commands.completion import completion
from cocaine_sdk.cli.commands.drop import drop
from cocaine_sdk.cli.commands.explain import explain
from cocaine_sdk.cli.commands.keys import keys
from cocaine_sdk.cli.commands.listing import ls
from cocaine_sdk.cli.commands.mapping import map_
from cocaine_sdk.cli.commands.new import new
from cocaine_sdk.cli.commands.once import once
from cocaine_sdk.cli.commands.past import past
from cocaine_sdk.cli.commands.plugins import plugins
from cocaine_sdk.cli.commands.push import push
from cocaine_sdk.cli.commands.quarantine import quarantine, resume
from cocaine_sdk.cli.commands.reload import reload
from cocaine_sdk.cli.commands.secrets import secrets
from cocaine_sdk.cli.commands.stats import stats
from cocaine_sdk.cli.commands.top import top
from cocaine_sdk.cli.commands.trying import try_
from cocaine_sdk.cli.commands.watch import watch
from cocaine_sdk.cli.settings import CONNECT, EXPORT, TIMEOUT, Settings
from cocaine_sdk.cli.values import seconds

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--connect", envvar="COCAINE_CONNECT", default=CONNECT, show_default=True, help="The daemon.")
@click.option("--export", envvar="COCAINE_EXPORT", default=EXPORT, show_default=True, help="Its events.")
@click.option("--token", envvar="COCAINE_TOKEN", help="Who asks.  [default: your user name]")
@click.option(
    "--timeout",
    type=seconds,
    default=f"{TIMEOUT:g}s",
    show_default=True,
    metavar="DURATION",
    help="For the daemon to be reached, and to answer: 2s, 500ms, or so many seconds.",
)
@click.option(
    "--key", envvar="COCAINE_KEY", type=_FILE, metavar="FILE", help="The private key that signs requests."
)
@click.option(
    "--server-key",
    envvar="COCAINE_SERVER_KEY",
    metavar="KEY|FILE",
    help="The daemon's public CURVE key: what goes over tcp is encrypted.",
)
@click.option(
    "--curve-key",
    envvar="COCAINE_CURVE_KEY",
    type=_FILE,
    metavar="FILE",
    help="Your own CURVE key.  [default: one made for this once]",
)
@click.option("--json", is_flag=True, help="Print JSON: a document, or one a line where there are many.")
@click.version_option(package_name="cocaine-sdk")
@click.pass_context
def cocaine(ctx: click.Context, /, **given: Any) -> None:
    """Talk to a cocained daemon.

    Exit status: 0 done, 1 the task or source failed, 2 usage, 3 no daemon.
    """
    ctx.obj = Settings(**given)


_COMMANDS = (
    *(once, push, drop, past, watch, ls, explain, stats, top),
    *(quarantine, resume, reload, map_, plugins, secrets, keys, try_, new, completion),
)
for command in _COMMANDS:
    cocaine.add_command(command)
