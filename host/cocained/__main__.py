"""The program `cocained`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import uvloop

from cocaine_sdk.errors import CocaineError
from cocained import config as configuration
from cocained import logs, service
from cocained.config import Config
from cocained.daemon import Daemon


def main() -> None:
    """Serve until told to end. Exit status: 0 ended in order, 1 could not start, 2 a wrong command line or file."""
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["check-config"] and len(arguments) == 2:
            print(configuration.check(Path(arguments[1])))
            return
        config = configuration.load(arguments, os.environ)
    except configuration.ConfigError as error:
        sys.exit(_complain(error, 2))
    if config.daemonize:
        with service.daemonize() as ready:
            run(config, ready)
    else:
        run(config, None)


def run(config: Config, ready: service.Ready | None) -> None:
    """From start to end; exits with 1 where the start fails."""
    logs.setup(config)
    try:
        with ExitStack() as stack:
            if config.pidfile is not None:
                stack.enter_context(service.Pidfile(config.pidfile))
            uvloop.run(_live(config, ready))
    except CocaineError as error:
        sys.exit(_complain(error, 1))


async def _live(config: Config, ready: service.Ready | None) -> None:
    daemon = Daemon(config)
    await daemon.startup()
    service.notify("READY=1")
    if ready is not None:
        ready()
    await daemon.serve()
    await daemon.shutdown()


def _complain(error: Exception, status: int) -> int:
    print(f"cocained: {error}", file=sys.stderr)
    return status


if __name__ == "__main__":
    main()
