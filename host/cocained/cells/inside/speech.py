"""The far side of a shared process: what a source says by the standard `logging` goes where a cell's log goes."""

from __future__ import annotations

import asyncio
import logging
from contextvars import ContextVar

from cocaine_sdk.source import Log

SPEAKER: ContextVar[Log | None] = ContextVar("speaker", default=None)
"""The log of the source whose call runs in this task, or in a thread for it."""


class Speech(logging.Handler):
    """Hands records on, from `info` upwards. What no source has said is dropped."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        log = SPEAKER.get()
        if log is not None:
            level = logging.getLevelName(min(record.levelno // 10 * 10, logging.ERROR)).lower()
            self._loop.call_soon_threadsafe(log, level, self._words(record))

    def _words(self, record: logging.LogRecord) -> str:
        """A line that cannot be written costs nobody a run, as it is with every handler of `logging`."""
        try:
            return self.format(record)
        except Exception as error:
            name = type(error).__name__
            return f"{record.filename}:{record.lineno}: a log line that cannot be formatted: {name}"


def listen() -> None:
    """From now on, in this loop and the threads of its calls."""
    root = logging.getLogger()
    root.addHandler(Speech())
    root.setLevel(logging.INFO)
