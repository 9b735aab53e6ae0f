"""Signals, from the first moment of the process to its last: none that is heeded ends it in disorder."""

from __future__ import annotations

import signal
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress

ENDING = (signal.SIGTERM, signal.SIGINT)
HEEDED = (*ENDING, signal.SIGHUP, signal.SIGUSR1)

Answer = Callable[[], object]


class Signals:
    """Told by signals to end, or to read the configuration again; remembers it until somebody can answer.

    Not by the loop's own `add_signal_handler`: that knows of nothing before the loop is there, and once it is closed a
    signal would kill.
    """

    def __init__(self) -> None:
        self._ending = False
        self._hung_up = False
        self._loop: AbstractEventLoop | None = None
        self._end: Answer | None = None
        self._hang_up: Answer | None = None

    def heed(self) -> None:
        for number in ENDING:
            signal.signal(number, self._told_to_end)
        signal.signal(signal.SIGHUP, self._told_to_hang_up)
        signal.signal(signal.SIGUSR1, lambda *_: None)

    def answer(self, loop: AbstractEventLoop, end: Answer, hang_up: Answer | None = None) -> None:
        """In the loop, from now on: `end` once, and `hang_up` for each SIGHUP. What came before is answered now."""
        self._loop, self._end, self._hang_up = loop, end, hang_up
        self._deliver()

    def _told_to_end(self, *_: object) -> None:
        self._ending = True
        self._wake()

    def _told_to_hang_up(self, *_: object) -> None:
        self._hung_up = True
        self._wake()

    def _wake(self) -> None:
        """The interpreter calls between any two of its steps: the loop answers in a turn of its own."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it is closed: the end is near
                self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        if self._ending and self._end is not None:
            end, self._end = self._end, None
            end()
        if self._hung_up and self._hang_up is not None:
            self._hung_up = False
            self._hang_up()


def ignore() -> None:
    """All is done: not even the end of the interpreter, which forgets its handlers, can be disturbed any more."""
    for number in HEEDED:
        signal.signal(number, signal.SIG_IGN)


def forget() -> None:
    """They end the process again, as they do any other."""
    for number in HEEDED:
        signal.signal(number, signal.SIG_DFL)
