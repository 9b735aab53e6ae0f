"""No signed request is served twice: within a window of time by its nonce, and outside of it never.

A nonce is in the storage before its request has any effect, so that neither a kill nor two equal requests at one moment
get around it. Those older than the window are forgotten, and a mark that only rises is kept in their place: a request
whose time is not above it is refused, whatever the clock says by then. So a clock that is set back opens nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
from base64 import urlsafe_b64encode
from typing import Any, NamedTuple

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import NonceMissing, RateLimited, ReplayedRequest, RequestExpired
from cocaine_sdk.storage import NONCES, Storage
from cocained.core.authority.shelves import Kept, Shelves
from cocained.core.timers import Timers

log = logging.getLogger(__name__)

LONGEST = 128
"""Characters of a nonce."""
MOST = 250_000
"""Nonces of one token that are kept at one time: some 20 MB of the disk."""
FURTHEST = 86_400.0
"""Seconds, the longest window: what was signed further ahead of the clock is no time to wait for."""
MARK = ""
"""The key of the mark, beside those of nonces, none of which is empty."""

_encode = msgspec.json.encode


class Freshness(NamedTuple):
    """By what a request is told from all others of its token."""

    timestamp: float
    nonce: str


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of all the nonces that are not kept any more."""

    served: float = 0.0
    """Unix time. A request that was signed then or before may have been served already."""
    off: bool = False
    """Replays are not looked for: nobody knows what is served meanwhile."""


_mark = msgspec.json.Decoder(Mark)


class Nonces:
    """`open` before use. `window` is set while it runs, too."""

    def __init__(self, storage: Storage, timers: Timers, clock: Clock, window: float) -> None:
        """`window`: seconds to either side of the clock; 0: replays are not looked for."""
        self._storage = storage
        self._clock = clock
        self._window = window
        self._mark = Mark()
        self._shelves = Shelves(storage, timers, self._forget)
        self._writing: set[asyncio.Task[None]] = set()
        self._noting = asyncio.Lock()
        self._noted = 0.0
        """The mark's time that is in the storage."""

    async def open(self) -> None:
        """Raises `StorageError`."""
        self._mark = _read_mark(await self._storage.get(NONCES, MARK), self._clock.time())
        if self._switch():
            await self._write_mark()
        if self._window:
            self._shelves.begin(self._window)

    def close(self) -> None:
        self._shelves.close()
        for writing in self._writing:
            writing.cancel()

    @property
    def window(self) -> float:
        return self._window

    @window.setter
    def window(self, seconds: float) -> None:
        self._window = seconds
        if self._switch():
            writing = asyncio.create_task(self._write_mark())
            self._writing.add(writing)
            writing.add_done_callback(self._written)
        if seconds:
            self._shelves.begin(seconds)

    def _switch(self) -> bool:
        """Whether the mark is another one since replays are looked for, or not any more. What was served in the time
        between is not known, so it counts as served."""
        if self._mark.off is (not self._window):
            return False
        served = max(self._mark.served, self._clock.time()) if self._mark.off else self._mark.served
        self._mark = Mark(served, not self._window)
        return True

    # --- a request ------------------------------------------------------------------------------------------

    def read(self, timestamp: Any, nonce: Any) -> Freshness | None:
        """What a request says of itself; None where nobody asks. Raises `NonceMissing` or `RequestExpired`."""
        if not self._window:
            return None
        freshness = Freshness(_timestamp(timestamp), _nonce(nonce))
        self._check_window(freshness.timestamp)
        self._check_mark(freshness.timestamp)
        return freshness

    async def use(self, token: str, freshness: Freshness) -> None:
        """The request is to be served: durable when it returns. Raises `ReplayedRequest`, `RateLimited`,
        `RequestExpired` or `StorageError`; then it must not be."""
        key, owner = _key(token, freshness.nonce), _owner(token)
        if self._shelves.count(owner) >= MOST:
            raise RateLimited(
                f"the token has had {MOST} requests within the replay window, and no more are remembered; try again"
                " later, or have [auth] replay_window lowered"
            )
        self._shelves.put(key, owner)
        is_new = False
        try:
            value = _encode(Kept(freshness.timestamp, owner))
            is_new = await self._storage.compare_and_set(NONCES, key, None, value)
        finally:
            if not is_new:
                self._shelves.take(key, owner)
        if not is_new:
            raise ReplayedRequest
        self._check_mark(freshness.timestamp)  # while it waited, its first nonce may have been forgotten

    async def note(self, timestamp: Any) -> None:
        """A request is to be served though nobody asks. Where its client's clock is ahead, it is known durably when
        this returns up to when there were such. Raises `StorageError`; then it must not be served."""
        served, now = _time(timestamp), self._clock.time()
        if served > now + FURTHEST:
            return
        if served > self._mark.served:
            self._mark = Mark(served, self._mark.off)
        if served <= now:  # as is all that was signed before the window is opened
            return
        async with self._noting:  # whoever comes second relies on what the first one writes
            if served > self._noted:
                await self._write_mark()

    def _check_window(self, timestamp: float) -> None:
        late = self._clock.time() - timestamp
        if abs(late) > self._window:
            side = "behind" if late > 0 else "ahead of"
            raise RequestExpired(
                f"its timestamp is {abs(late):.0f} s {side} this daemon's clock, and the window is {self._window:g} s;"
                " sign it anew, or set the clock that is wrong"
            )

    def _check_mark(self, timestamp: float) -> None:
        if timestamp <= self._mark.served:
            raise RequestExpired(
                "this daemon does not know any more what it has served of the time that its timestamp names; sign it"
                " anew, and where that does not help either, the daemon's clock was ahead and has been set back"
            )

    # --- behind ---------------------------------------------------------------------------------------------

    async def _forget(self, kept: dict[str, Kept]) -> list[str]:
        """Which of these may be forgotten: the mark stands for them from now on, durably. Raises `StorageError`."""
        until = self._clock.time() - self._window
        past = {key: one.timestamp for key, one in kept.items() if one.timestamp < until}
        if not past or not self._window:
            return []
        served = max(past.values())
        if served > self._mark.served:
            self._mark = Mark(served, self._mark.off)
            await self._write_mark()
        return list(past)

    async def _write_mark(self) -> None:
        mark = self._mark
        if mark.off:  # by whole seconds, so that there are few of them to be written
            mark = Mark(float(math.ceil(mark.served)), off=True)
        await self._storage.put(NONCES, MARK, _encode(mark))
        self._noted = max(self._noted, mark.served)

    def _written(self, writing: asyncio.Task[None]) -> None:
        self._writing.discard(writing)
        fault = None if writing.cancelled() else writing.exception()
        if fault is not None:
            log.error("the mark of the replay window could not be kept: %s", fault)


def _read_mark(data: bytes | None, now: float) -> Mark:
    """One that cannot be read says nothing of what was served until now."""
    try:
        return Mark() if data is None else _mark.decode(data)
    except msgspec.MsgspecError:
        log.error("the mark of the replay window cannot be read; what was signed before now is refused")
        return Mark(now)


def _timestamp(value: Any) -> float:
    if value is None:
        raise NonceMissing('its "timestamp" is missing')
    if type(value) not in (int, float) or not abs(value) < 1e15:
        raise NonceMissing('its "timestamp" is no time')
    return float(value)


def _time(value: Any) -> float:
    """0 for what is none."""
    try:
        return _timestamp(value)
    except NonceMissing:
        return 0.0


def _nonce(value: Any) -> str:
    if value is None:
        raise NonceMissing('its "nonce" is missing')
    if type(value) is not str or not 1 <= len(value) <= LONGEST:
        raise NonceMissing(f'its "nonce" is not a string of 1 to {LONGEST} characters')
    return value


def _key(token: str, nonce: str) -> str:
    """A nonce of one token is another than that of another token."""
    text = f"{len(token)}:{token}{nonce}".encode()
    return urlsafe_b64encode(hashlib.sha256(text).digest()[:18]).decode()


def _owner(token: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:6]).decode()
