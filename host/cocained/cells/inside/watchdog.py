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
"""Looks in a row that find the same task, or place, at work in the same turn of the loop. They are counted, not
timed: a process that the machine has stopped, or gives no processor, does not look either."""


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
        pause = threading.Event()
        while True:
            self._wanted.wait()
            self._turned = False
            self._loop.call_soon_threadsafe(self._turn)
            held = self._held_up(pause)
            if held is not None:
                self._bark(*held)
                return
            pause.wait(TICK)

    def _held_up(self, pause: threading.Event) -> tuple[str, str] | None:
        """Wait for the loop to go round. Where one and the same thing holds it up: the task's name, and the place."""
        last, ticks = None, 0
        while not self._turned:
            pause.wait(TICK)
            task, place = asyncio.current_task(self._loop), self._place()
            seen = task or place  # many short tasks in one turn are progress
            ticks = ticks + 1 if seen is not None and seen == last else 0
            last = seen
            if ticks >= TICKS:
                return task.get_name() if task is not None else "", place or ""
        return None

    def _place(self) -> str | None:
        """Where the loop stands; None where it waits for news, and only lacks the processor to take it."""
        frame: FrameType | None = sys._current_frames().get(self._ident)
        if frame is None or frame.f_code.co_filename == selectors.__file__:
            return None
        return f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}"
