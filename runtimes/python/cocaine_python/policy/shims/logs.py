"""logging and warnings, as far as a source can use them: everything goes to `log`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cocaine_python.policy.names import words

LEVELS = {
    "DEBUG": 10,
    "INFO": 20,
    "WARNING": 30,
    "WARN": 30,
    "ERROR": 40,
    "CRITICAL": 50,
    "FATAL": 50,
    "NOTSET": 0,
}
_WORDS = ((40, "error"), (30, "warning"), (20, "info"), (0, "debug"))

Write = Callable[[str, str], None]
_writers: list[Write] = []


def write_to(write: Write) -> None:
    """From now on `logging` writes there. A process holds one source."""
    _writers[:] = [write]


def _say(level: str, message: Any, args: tuple[Any, ...] = ()) -> None:
    text = str(message) % args if args else str(message)
    for write in _writers:
        write(level, text)


class Logger:
    """logging.Logger: its name says nothing that the daemon would not know."""

    def __init__(self, name: str = "root", /) -> None:
        self.name = name
        self.level = 0

    def debug(self, message: Any, /, *args: Any, **_: Any) -> None:
        _say("debug", message, args)

    def info(self, message: Any, /, *args: Any, **_: Any) -> None:
        _say("info", message, args)

    def warning(self, message: Any, /, *args: Any, **_: Any) -> None:
        _say("warning", message, args)

    warn = warning

    def error(self, message: Any, /, *args: Any, **_: Any) -> None:
        _say("error", message, args)

    exception = critical = fatal = error

    def log(self, level: int, message: Any, /, *args: Any, **_: Any) -> None:
        _say(next(word for least, word in _WORDS if level >= least or not least), message, args)

    def setLevel(self, level: Any, /) -> None:
        self.level = level

    def isEnabledFor(self, _: int, /) -> bool:
        return True


def _warn(message: Any, /, *_: Any, **__: Any) -> None:
    _say("warning", message)


_ROOT = Logger()
LOGGING: dict[str, Any] = {
    **LEVELS,
    "Logger": Logger,
    "getLogger": lambda name="root", /: Logger(name),
    "basicConfig": lambda **_: None,
    **{n: getattr(_ROOT, n) for n in words("debug info warning warn error exception critical fatal log")},
}
WARNINGS: dict[str, Any] = {
    "warn": _warn,
    "simplefilter": lambda *_, **__: None,
    "filterwarnings": lambda *_, **__: None,
}
