"""How a command that has started something is ended from outside: in order, so that nothing is left."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """A signal has come. `status`: the program's exit status, as shells give it."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number


@contextmanager
def orderly() -> Iterator[None]:
    """For the time of the block the first signal raises `Ended` in it, and those after it are not heard."""

    def end(number: int, _: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise Ended(number)

    heeded = [one for one in _SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, end) for one in heeded}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
