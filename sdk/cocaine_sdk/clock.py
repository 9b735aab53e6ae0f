"""Time, as a contract: so that a test can hold it still."""

from __future__ import annotations

from time import monotonic as _monotonic
from time import time as _time
from typing import Protocol


class Clock(Protocol):
    def time(self) -> float:
        """Unix time in seconds: for what people see and what outlives the process. May jump."""

    def monotonic(self) -> float:
        """Seconds that only go forward: for everything that waits."""


class SystemClock:
    """The machine's. The functions themselves: every run asks for the time more than once."""

    time = staticmethod(_time)
    monotonic = staticmethod(_monotonic)
