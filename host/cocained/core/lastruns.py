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
from cocained.core.timers import Timers

log = logging.getLogger(__name__)

ROWS = 64
PERIOD = 1.0
"""Seconds between writes."""
AT_ONCE = 256
"""Tasks whose last runs are entered in a turn of the loop."""

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
        self._noted: dict[str, float] = {}
        """What has not come into the rows yet: when runs were due, on the monotonic clock."""
        self._changed: set[int] = set()
        self._unread: set[int] = set()
        """Rows that an earlier life has left, and that could not be read: nobody knows what was in them."""
        self._writing: asyncio.Task[None] | None = None
        self._armed = False

    async def read(self, is_task: Callable[[str], bool]) -> None:
        """What earlier lives of the daemon have left of the tasks that there still are. Raises `StorageError`."""
        for name, data in await self._storage.scan(RUNS):
            try:
                row = _decode.decode(data)
            except msgspec.MsgspecError as error:
                log.error("the last runs in %s cannot be read: %s", name, error)
                self._unread.update(number for number in range(ROWS) if _name(number) == name)
                continue
            for key, unix in row.items():
                if is_task(key):
                    self._rows[_row_of(key)][key] = unix

    def of(self, key: str) -> float | None:
        noted = self._noted.get(key)
        return self._rows[_row_of(key)].get(key) if noted is None else self._unix(noted)

    def note(self, key: str, due: float) -> None:
        """A run was due, at `due` on the monotonic clock."""
        self._noted[key] = due
        self._arm()

    def begin(self, key: str, unix: float) -> None:
        """Nothing was due before this."""
        self._noted.pop(key, None)
        self._enter(key, round(unix, 3))
        self._arm()

    def recover(self, key: str, started: float) -> None:
        """A task of an earlier life: where nothing was written of it yet, nothing was due before its first start (unix
        time). After `read`."""
        if self.of(key) is None and _row_of(key) not in self._unread:
            self.begin(key, started)

    def forget(self, key: str) -> None:
        self._noted.pop(key, None)
        number = _row_of(key)
        if self._rows[number].pop(key, None) is not None:
            self._changed.add(number)
            self._arm()

    async def close(self) -> None:
        self._armed = True  # no more of it by itself
        if self._writing is not None:
            await self._writing
        await self._write()

    async def _enter_noted(self) -> None:
        """A few at a time: thousands would hold up the runs that are due."""
        for count, key in enumerate(tuple(self._noted), 1):
            if key in self._noted:  # it may have been forgotten meanwhile
                self._enter(key, self._unix(self._noted.pop(key)))
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _unix(self, due: float) -> float:
        return round(due - self._timers.now() + self._clock.time(), 3)

    def _enter(self, key: str, unix: float) -> None:
        number = _row_of(key)
        self._rows[number][key] = unix
        self._changed.add(number)

    def _arm(self) -> None:
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
        await self._enter_noted()
        changed, self._changed = self._changed, set()
        rows = [(_name(number), _encode(self._rows[number])) for number in sorted(changed)]
        try:
            await asyncio.gather(*(self._storage.put(RUNS, name, data) for name, data in rows))
        except Exception as error:  # a stranger's storage may raise any; the daemon's end goes on
            self._changed |= changed
            unknown = None if isinstance(error, StorageError) else error
            log.error("the times of the last runs could not be kept: %s", error, exc_info=unknown)


def _name(number: int) -> str:
    return f"{number:02}"


def _row_of(key: str) -> int:
    return zlib.crc32(key.encode()) % ROWS
