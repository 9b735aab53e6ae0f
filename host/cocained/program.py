"""What the program does: from its command line to its exit status."""

from __future__ import annotations

import asyncio
import logging
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
from cocained.doctor.command import run as doctor
from cocained.keyring.command import run as keys
from cocained.signals import Signals, forget

log = logging.getLogger(__name__)


def run(signals: Signals) -> None:
    """By the command line. Raises `SystemExit` where the daemon did not end in order."""
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["check-config"] and len(arguments) == 2:
            print(configuration.check(Path(arguments[1])))
            return
        if arguments[:1] == ["doctor"]:
            forget()  # it has nothing to end in order
            sys.exit(doctor(arguments[1:], os.environ))
        if arguments[:1] == ["keys"]:
            forget()
            sys.exit(keys(arguments[1:], os.environ))
        origin = Origin.of(arguments, os.environ)
        config = origin.read()
    except configuration.ConfigError as error:
        sys.exit(_complain(error, 2))
    if config.daemonize:
        with service.daemonize() as ready:
            _run(Daemon(config, origin, signals), config, ready)
    else:
        _run(Daemon(config, origin, signals), config, None)


def _run(daemon: Daemon, config: Config, ready: service.Ready | None) -> None:
    """From start to end; exits with 1 where the start fails."""
    logs.setup(config)
    try:
        with ExitStack() as stack:
            if config.pidfile is not None:
                stack.enter_context(service.Pidfile(config.pidfile))
            uvloop.run(_live(daemon, ready))
    except CocaineError as error:
        sys.exit(_complain(error, 1))


async def _live(daemon: Daemon, ready: service.Ready | None) -> None:
    try:
        await daemon.startup()
    except asyncio.CancelledError:
        log.info("ended before it served")
        return
    service.notify("READY=1")
    if ready is not None:
        ready()
    await daemon.serve()
    await daemon.shutdown()


def _complain(error: Exception, status: int) -> int:
    print(f"cocained: {error}", file=sys.stderr)
    return status
