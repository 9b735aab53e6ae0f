"""The daemon's log: stdlib logging, a record a line, to stderr or, from the background, to syslog.

What is logged was often written by others: names of sources, what they print. So control characters, line
breaks and whatever turns the direction of text are written as escapes: nobody forges a record.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import time
from logging.handlers import QueueHandler, QueueListener, SysLogHandler
from pathlib import Path
from queue import Full, Queue
from typing import Any

from cocaine_sdk.redaction import redacted_within
from cocained.config import Config

SYSLOG = "/dev/log"
WAITING = 10_000
"""Records that may wait to be written."""

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_TURNS = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {code: repr(chr(code))[1:-1] for code in _CONTROLS + _TURNS}
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has. All else came by `extra`."""


def setup(config: Config) -> None:
    """Send all logging where the configuration says. Call it after `daemonize`."""
    handler = _handler(config)
    handler.setFormatter(Json() if config.log_format == "json" else Console())
    logging.basicConfig(level=logging.INFO, handlers=[_unhurried(handler)], force=True)
    set_verbose(config.verbose)
    logging.captureWarnings(True)


def set_verbose(verbose: bool) -> None:
    """Whether the daemon's own log has what is of use while looking for a fault."""
    logging.getLogger("cocained").setLevel(logging.DEBUG if verbose else logging.INFO)


def neutral(text: str) -> str:
    """The text in one line, its control characters as escapes."""
    return text.translate(_ESCAPES).encode("utf-8", "backslashreplace").decode()


class Console(logging.Formatter):
    """`time level logger message key=value …`, and a traceback below it in lines that begin with a bar."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_time(record)} {record.levelname:7} {record.name} {redacted_within(record.getMessage())}"
        line = neutral(" ".join([head, *(f"{name}={value}" for name, value in _extra(record).items())]))
        below = [f"    | {neutral(text)}" for text in _traceback(self, record).splitlines()]
        return "\n".join([line, *below])


class Json(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message`, the fields of `extra`, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            **_extra(record),
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted_within(record.getMessage()),
        }
        if text := _traceback(self, record):
            fields["exception"] = text
        return json.dumps(fields, default=str)  # ASCII alone: json escapes the rest by itself


def _handler(config: Config) -> logging.Handler:
    """To stderr also where the machine has no syslog: that is no reason not to serve."""
    if not (config.daemonize and Path(SYSLOG).exists()):
        return Stderr()
    handler = SysLogHandler(SYSLOG, SysLogHandler.LOG_DAEMON)
    handler.ident = "cocained: "
    return handler


class Stderr(logging.Handler):
    """Writes to the descriptor, past `sys.stderr`, whose lock a stalled reader would hold at the program's end."""

    def handle(self, record: logging.LogRecord) -> bool:
        self.emit(record)  # without the lock: one thread writes, and the program's end must not wait for it
        return True

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
        with contextlib.suppress(OSError):
            while line:
                line = line[os.write(2, line) :]


class Unhurried(QueueHandler):
    """Leaves the writing to a thread: whoever has stopped to read the log stops no source."""

    queue: Queue[logging.LogRecord]

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        record.msg, record.args = record.getMessage(), None  # now: what it tells of may change
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Full):  # a log that nobody reads loses lines, not the daemon its memory
            self.queue.put_nowait(record)


class Writer(QueueListener):
    """Writes what `Unhurried` leaves; at the end it has a second for the rest."""

    def stop(self) -> None:
        with contextlib.suppress(Full):
            self.enqueue_sentinel()
        if self._thread is not None:
            self._thread.join(1.0)


def _unhurried(handler: logging.Handler) -> Unhurried:
    queue: Queue[logging.LogRecord] = Queue(WAITING)
    writer = Writer(queue, handler)
    writer.start()
    atexit.register(writer.stop)
    return Unhurried(queue)


def _time(record: logging.LogRecord) -> str:
    """RFC 3339, UTC, milliseconds."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03}Z"


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    exception = formatter.formatException(record.exc_info) if record.exc_info else ""
    stack = formatter.formatStack(record.stack_info) if record.stack_info else ""
    return redacted_within("\n".join(filter(None, (exception, stack))))
