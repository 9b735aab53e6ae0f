"""How a command calls the daemon, and how its end becomes an exit status."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from cocaine_sdk.cli import output, proof
from cocaine_sdk.cli.settings import Settings
from cocaine_sdk.errors import BadEndpoint, BadKey, CocaineError, NoDaemon

if TYPE_CHECKING:
    from cocaine_sdk.client import Client

DONE, FAILED, USAGE, NO_DAEMON = 0, 1, 2, 3
_INTERRUPTED = 130

Work = Callable[["Client"], Awaitable[int]]


def call(settings: Settings, work: Work, interrupted: int = _INTERRUPTED) -> None:
    """Do the work with an open client, and exit with the status that it gives, or that its end means."""
    sys.exit(_status(settings, work, interrupted))


def call_before(settings: Settings, work: Work) -> None:
    """The same, before something else is done: exit only where it did not come to `DONE`."""
    status = _status(settings, work, _INTERRUPTED)
    if status != DONE:
        sys.exit(status)


def _status(settings: Settings, work: Work, interrupted: int) -> int:
    import asyncio

    try:
        return asyncio.run(_with_client(settings, work))
    except CocaineError as error:
        complain(settings, error)
        return status_of(error)
    except KeyboardInterrupt:
        return interrupted


async def _with_client(settings: Settings, work: Work) -> int:
    from cocaine_sdk.client import Client

    client = Client(
        settings.connect,
        export=settings.export,
        token=settings.token,
        timeout=settings.timeout,
        key=proof.signing_key(settings),
        curve=proof.curve(settings),
    )
    async with client:
        return await work(client)


def status_of(error: CocaineError) -> int:
    match error:
        case NoDaemon():
            return NO_DAEMON
        case BadEndpoint() | BadKey():
            return USAGE
    return FAILED


def complain(settings: Settings, error: CocaineError) -> None:
    """Say what went wrong: a JSON document where JSON was asked for, else a sentence on stderr."""
    if settings.json:
        output.document(error.as_reply())
    else:
        output.sentence(str(error))
