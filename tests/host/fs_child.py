"""A process with the driver fs alone, so that a test may set limits for it, and stop it.

`fs_child.py ARGUMENTS`: the driver's, as JSON. A line is written when it has started, or was refused; then one for each
object that it hands over, and one with its figures for each line that is read.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.driver import Callback
from cocaine_sdk.errors import TargetError
from cocaine_sdk.testing import FakePulse
from cocained.drivers.fs import Fs, FsArguments


class Pulse(FakePulse):
    """On the machine's clock."""

    def at(self, when: float, callback: Callback) -> asyncio.TimerHandle:
        delay = when - self.clock.monotonic()
        return asyncio.get_running_loop().call_later(max(0.001, delay), callback)

    def process(self, data: bytes, then: Callback) -> None:
        say(json.loads(data))
        asyncio.get_running_loop().call_soon(then)


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


async def main() -> None:
    driver = Fs(FsArguments(**json.loads(sys.argv[1])), Pulse(clock=SystemClock()))  # type: ignore[arg-type]
    try:
        driver.start()
    except TargetError as error:
        say({"refused": str(error), "code": error.code})
        return
    say({"started": True})
    while await asyncio.to_thread(sys.stdin.readline):
        say({"figures": driver.describe()})
    driver.stop()


signal.alarm(60)  # a test that waits for it in vain ends
asyncio.run(main())
