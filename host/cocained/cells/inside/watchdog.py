"""The far side of a shared process: a thread that sees when the loop does not go round, and says who holds it up."""

from __future__ import annotations

import asyncio
import selectors
import sys
import threading
from collections.abc import Callable
from types import FrameType

TICK = 0.25
"""Seconds between two looks."""
TICKS = 8
"""Looks in a row that find the loop where it was. They are counted, not timed: a process that the machine has stopped,
or gives no processor, does not look either."""


class Watchdog:
    """Looks only while there is a call."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bark: Callable[[str, str], None]) -> None:
        self._loop = loop
        self._bark = bark
        """Called in the thread: with the name of the task that runs, or "", and where it stands."""
        self._ident = threading.get_ident()
        self._wanted = threading.Event()
        self._calls = 0
        self._turned = True
        threading.Thread(target=self._watch, daemon=True, name="watchdog").start()

    def begin(self) -> None:
        """A call begins. In the loop."""
        self._calls += 1
        self._wanted.set()

    def end(self) -> None:
        """A call has ended. In the loop."""
        self._calls -= 1
        if not self._calls:
            self._wanted.clear()

    def _turn(self) -> None:
        self._turned = True

    def _watch(self) -> None:
        pause, still = threading.Event(), 0
        while True:
            self._wanted.wait()
            self._turned = False
            self._loop.call_soon_threadsafe(self._turn)
            while not self._turned and still < TICKS:
                pause.wait(TICK)
                still += 1
            place = self._place() if still >= TICKS else None
            if place is not None:
                self._bark(self._task(), place)
                return
            still = 0
            pause.wait(TICK)

    def _task(self) -> str:
        task = asyncio.current_task(self._loop)
        return task.get_name() if task is not None else ""

    def _place(self) -> str | None:
        """Where the loop stands; None where it waits for news, and only lacks the processor to take it."""
        frame: FrameType | None = sys._current_frames().get(self._ident)
        if frame is None:
            return ""
        if frame.f_code.co_filename == selectors.__file__:
            return None
        return f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}"
