"""Where nonces are kept, and how they are forgotten: behind, one shelf after another, so that none takes long."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec

from cocaine_sdk.errors import StorageError
from cocaine_sdk.storage import NONCES, Storage
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

SHELVES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""The first letters of the keys."""
ROUND = 64.0
"""Seconds in which all shelves are looked through, or a window, where that is longer."""
FIRST = 0.25
"""Seconds between shelves in the first round, after which it is known what an earlier life has left."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """The value of a nonce."""

    timestamp: float
    """Unix time at which its request was signed."""
    owner: str
    """A digest of its token."""


Forget = Callable[[dict[str, Kept]], Awaitable[list[str]]]
"""Of these, the keys of those that may be forgotten."""

_kept = msgspec.json.Decoder(Kept)


class Shelves:
    """Counts nonces by their owners, and goes round as long as there are any."""

    def __init__(self, storage: Storage, timers: Timers, forget: Forget) -> None:
        self._storage = storage
        self._timers = timers
        self._forget = forget
        self._counts: dict[str, Counter[str]] = {shelf: Counter() for shelf in SHELVES}
        """By shelf and owner. What an earlier life has left is counted when its shelf is looked through."""
        self._totals: Counter[str] = Counter()
        self._next = 0
        self._pause = 1.0
        self._unseen = set(SHELVES)
        self._timer: Timer | None = None
        self._going: asyncio.Task[None] | None = None
        self._closed = False

    def begin(self, window: float) -> None:
        """Go round, in so many seconds."""
        self._pause = max(window, ROUND) / len(SHELVES)
        self._arm()

    def close(self) -> None:
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._going is not None:
            self._going.cancel()

    def count(self, owner: str) -> int:
        return self._totals[owner]

    def put(self, key: str, owner: str) -> None:
        self._counts[key[0]][owner] += 1
        self._totals[owner] += 1
        self._arm()

    def take(self, key: str, owner: str) -> None:
        """It is not kept after all, or not any more."""
        counts = self._counts[key[0]]
        if counts[owner] > 0:  # else the shelf was counted without it
            counts[owner] -= 1
            self._totals[owner] -= 1

    # --- going round ----------------------------------------------------------------------------------------

    def _arm(self) -> None:
        if self._closed or self._timer is not None or self._going is not None:
            return
        if self._totals or self._unseen:
            self._timer = self._timers.later(FIRST if self._unseen else self._pause, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._going = asyncio.create_task(self._look())

    async def _look(self) -> None:
        shelf = SHELVES[self._next]
        self._next = (self._next + 1) % len(SHELVES)
        try:
            await self._clear(shelf)
        except StorageError as error:
            log.debug("nonces could not be looked through: %s", error)  # the storage itself has complained
        except Exception:
            log.exception("nonces could not be looked through")
        finally:
            self._going = None
            self._arm()

    async def _clear(self, shelf: str) -> None:
        kept = dict(_read(await self._storage.scan(NONCES, shelf)))
        self._recount(shelf, kept)
        self._unseen.discard(shelf)
        for key in (forgotten := await self._forget(kept)):
            self.take(key, kept[key].owner)
        await asyncio.gather(*(self._storage.delete(NONCES, key) for key in forgotten))

    def _recount(self, shelf: str, kept: dict[str, Kept]) -> None:
        self._totals.subtract(self._counts[shelf])
        self._counts[shelf] = Counter(one.owner for one in kept.values())
        self._totals.update(self._counts[shelf])
        self._totals = +self._totals


def _read(rows: list[tuple[str, bytes]]) -> list[tuple[str, Kept]]:
    """What cannot be read stays where it is: nobody knows when it may be forgotten."""
    kept = []
    for key, data in rows:
        try:
            kept.append((key, _kept.decode(data)))
        except msgspec.MsgspecError:
            log.debug("the nonce %s is kept, but cannot be read by this version", key)
    return kept
