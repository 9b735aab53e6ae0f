"""A cocained host on the loop that is named: `python -m benchmarks.host asyncio|uvloop ARGUMENTS…`."""

from __future__ import annotations

import asyncio
import os
import sys

import uvloop

from cocained import logs
from cocained.config import Origin
from cocained.daemon import Daemon
from cocained.signals import Signals

LOOPS = {"asyncio": asyncio.run, "uvloop": uvloop.run}


async def live(daemon: Daemon) -> None:
    await daemon.startup()
    await daemon.serve()
    await daemon.shutdown()


if __name__ == "__main__":
    origin = Origin.of(sys.argv[2:], os.environ)
    config = origin.read()
    logs.setup(config)
    signals = Signals()
    signals.heed()
    LOOPS[sys.argv[1]](live(Daemon(config, origin, signals)))
