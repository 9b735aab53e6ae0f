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
from cocained.config import Config, Origin
from cocained.daemon import Daemon


def main() -> None:
    """Serve until told to end. Exit status: 0 ended in order, 1 could not start, 2 a wrong command line or file."""
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["check-config"] and len(arguments) == 2:
            print(configuration.check(Path(arguments[1])))
            return
        origin = Origin.of(arguments, os.environ)
        config = origin.read()
    except configuration.ConfigError as error:
        sys.exit(_complain(error, 2))
    if config.daemonize:
        with service.daemonize() as ready:
            run(origin, config, ready)
    else:
        run(origin, config, None)


def run(origin: Origin, config: Config, ready: service.Ready | None) -> None:
    """From start to end; exits with 1 where the start fails."""
    logs.setup(config)
    try:
        with ExitStack() as stack:
            if config.pidfile is not None:
                stack.enter_context(service.Pidfile(config.pidfile))
            uvloop.run(_live(Daemon(config, origin), ready))
    except CocaineError as error:
        sys.exit(_complain(error, 1))


async def _live(daemon: Daemon, ready: service.Ready | None) -> None:
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
