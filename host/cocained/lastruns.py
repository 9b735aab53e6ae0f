"""When each task's last run was due: so that after a restart it is known what was missed (sources.md, Time).

Written behind, once a second, in rows that hold many tasks each: a run costs no write of its own. After a kill, runs of
the last second may be taken for missed.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Callable

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import StorageError
from cocaine_sdk.storage import RUNS, Storage
from cocained.timers import Timers

log = logging.getLogger(__name__)

ROWS = 64
PERIOD = 1.0
"""Seconds between writes."""

Row = dict[str, float]
"""Subscription key → unix time."""
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(Row)


class LastRuns:
    """`read` before use; `close` writes the rest."""

    def __init__(self, storage: Storage, timers: Timers, clock: Clock) -> None:
        self._storage = storage
        self._timers = timers
        self._clock = clock
        self._rows: list[Row] = [{} for _ in range(ROWS)]
        self._changed: set[int] = set()
        self._writing: asyncio.Task[None] | None = None
        self._armed = False

    async def read(self, is_task: Callable[[str], bool]) -> None:
        """What earlier lives of the daemon have left of the tasks that there still are. Raises `StorageError`."""
        for name, data in await self._storage.scan(RUNS):
            try:
                row = _decode.decode(data)
            except msgspec.MsgspecError as error:
                log.error("the last runs in %s cannot be read: %s", name, error)
                continue
            for key, unix in row.items():
                if is_task(key):
                    self._rows[_row_of(key)][key] = unix

    def of(self, key: str) -> float | None:
        return self._rows[_row_of(key)].get(key)

    def note(self, key: str, due: float) -> None:
        """A run was due, at `due` on the monotonic clock."""
        self.begin(key, due - self._timers.now() + self._clock.time())

    def begin(self, key: str, unix: float) -> None:
        """Nothing was due before this."""
        number = _row_of(key)
        self._rows[number][key] = round(unix, 3)
        self._touch(number)

    def forget(self, key: str) -> None:
        number = _row_of(key)
        if self._rows[number].pop(key, None) is not None:
            self._touch(number)

    async def close(self) -> None:
        self._armed = True  # no more of it by itself
        if self._writing is not None:
            await self._writing
        await self._write()

    def _touch(self, number: int) -> None:
        self._changed.add(number)
        if not self._armed:
            self._armed = True
            self._timers.later(PERIOD, self._ring)

    def _ring(self) -> None:
        if self._writing is not None and not self._writing.done():
            self._timers.later(PERIOD, self._ring)  # the storage is slow
            return
        self._armed = False
        self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        changed, self._changed = self._changed, set()
        rows = [(f"{number:02}", _encode(self._rows[number])) for number in sorted(changed)]
        try:
            await asyncio.gather(*(self._storage.put(RUNS, name, data) for name, data in rows))
        except StorageError as error:
            self._changed |= changed
            log.error("the times of the last runs could not be kept: %s", error)


def _row_of(key: str) -> int:
    return zlib.crc32(key.encode()) % ROWS
