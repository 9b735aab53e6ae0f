"""Time, as a contract: so that a test can hold it still."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    def time(self) -> float:
        """Unix time in seconds: for what people see and what outlives the process. May jump."""

    def monotonic(self) -> float:
        """Seconds that only go forward: for everything that waits."""


class SystemClock:
    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()
