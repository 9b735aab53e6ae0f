"""Every token that has keys, as the daemon knows them: read from the storage, and read again soon after each change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import NamedTuple

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import BadKey, StorageError
from cocaine_sdk.signing import PublicKey
from cocaine_sdk.storage import KEYS, Storage
from cocained.core.authority import records
from cocained.core.authority.permits import Permit
from cocained.core.authority.records import Record, Terms
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between looks whether anything has changed."""
OLDEST = 2.0
"""Seconds after which what was read is trusted no more, where it is to prove something."""


class Holder(NamedTuple):
    """A token that has keys."""

    data: bytes
    """What it was made of."""
    keys: tuple[PublicKey, ...]
    permit: Permit
    curve_key: str
    """The one that it is bound to; empty where it is bound to none."""


_NOTHING = Terms(allow=())


class Keys:
    """Holders by token. What is asked without waiting is a second old at most, unless the storage fails."""

    def __init__(self, storage: Storage, timers: Timers, clock: Clock) -> None:
        self._storage = storage
        self._timers = timers
        self._clock = clock
        self._holders: Mapping[str, Holder] = {}
        self._curve_keys: frozenset[str] = frozenset()
        self._generation: bytes | None = None
        self._read = float("-inf")
        """When it was last known to be what the storage holds, on the monotonic clock."""
        self._looking: asyncio.Task[None] | None = None
        self._timer: Timer | None = None

    async def open(self) -> None:
        """Read them for the first time, and from then on. Raises `StorageError`."""
        await self.refresh()
        self._plan()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()

    def __len__(self) -> int:
        return len(self._holders)

    def get(self, token: str) -> Holder | None:
        return self._holders.get(token)

    async def knows_curve_key(self, key: str) -> bool:
        """Whether a token is bound to this public key (Z85). Raises `StorageError`."""
        await self.fresh()
        return key in self._curve_keys

    async def fresh(self) -> None:
        """Wait until what is known is not older than `OLDEST`. Raises `StorageError`."""
        if self._clock.monotonic() - self._read > OLDEST:
            await self.refresh()

    async def refresh(self) -> None:
        """Look whether anything has changed; whoever asks meanwhile shares the look. Raises `StorageError`."""
        await asyncio.shield(self._looked())

    def _plan(self) -> None:
        self._timer = self._timers.later(LOOK, self._ring)

    def _ring(self) -> None:
        self._plan()
        self._looked()

    def _looked(self) -> asyncio.Task[None]:
        """The look that is going on, or else a new one."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(_note_fault)
        return self._looking

    async def _look(self) -> None:
        try:
            began = self._clock.monotonic()
            generation = await self._storage.get(KEYS, records.GENERATION)
            if generation != self._generation or self._read < 0:
                found = await self._storage.scan(KEYS)
                self._take(await asyncio.to_thread(_holders, found, self._holders))
                self._generation = generation
            self._read = began
        finally:
            self._looking = None

    def _take(self, holders: Mapping[str, Holder]) -> None:
        if self._read >= 0:
            log.info("the keys of tokens were read again, of %d by now", len(holders))
        self._holders = holders
        self._curve_keys = frozenset(holder.curve_key for holder in holders.values()) - {""}


def _note_fault(look: asyncio.Task[None]) -> None:
    fault = None if look.cancelled() else look.exception()
    if fault is not None and not isinstance(fault, StorageError):  # of which the storage itself tells
        log.error("the keys of tokens could not be read", exc_info=fault)


def _holders(found: list[tuple[str, bytes]], known: Mapping[str, Holder]) -> dict[str, Holder]:
    """Those whose records have not changed stay, with what they have spent of their rates."""
    return {
        token: known[token] if token in known and known[token].data == data else _holder(token, data)
        for token, data in found
        if token != records.GENERATION
    }


def _holder(token: str, data: bytes) -> Holder:
    """A record that cannot be read may have been a limit: its token may do nothing."""
    try:
        record = records.decode(data)
        permit, keys = Permit(token, record.terms), _public_keys(record)
    except (ValueError, BadKey) as error:
        log.error("what is kept of the token %.80r cannot be used, and it may do nothing: %s", token, error)
        return Holder(data, (), Permit(token, _NOTHING), "")
    return Holder(data, keys, permit, record.terms.curve)


def _public_keys(record: Record) -> tuple[PublicKey, ...]:
    return tuple(PublicKey.parse(key.pem.encode()) for key in record.keys[: records.MOST_KEYS])
