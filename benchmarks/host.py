"""A cocained host on the loop that is named: `python -m benchmarks.host asyncio|uvloop ARGUMENTS…`."""

from __future__ import annotations

import asyncio
import os
import sys

import uvloop

from cocained import config, logs
from cocained.daemon import Daemon

LOOPS = {"asyncio": asyncio.run, "uvloop": uvloop.run}


async def live(daemon: Daemon) -> None:
    await daemon.startup()
    await daemon.serve()
    await daemon.shutdown()


if __name__ == "__main__":
    wanted = config.load(sys.argv[2:], os.environ)
    logs.setup(wanted)
    LOOPS[sys.argv[1]](live(Daemon(wanted)))
