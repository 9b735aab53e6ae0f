"""How far a process's memory grows."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

MIB = 1 << 20
PERIOD = 0.02
"""Seconds between looks."""


class Peak:
    """Looks at it during a `with`."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._before = self._most = self._now()
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, name="peak")

    def __enter__(self) -> Self:
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._looking.join()

    @property
    def growth(self) -> float:
        """MiB that were resident at most, beyond those at the beginning."""
        return (self._most - self._before) / MIB

    def _look(self) -> None:
        while not self._over.wait(PERIOD):
            self._most = max(self._most, self._now())

    def _now(self) -> int:
        return int(self._process.memory_info().rss)
