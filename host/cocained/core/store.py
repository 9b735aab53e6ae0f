"""The sources' own store: one keyspace for all sources of the same URI (seed, Планирование, 3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from cocaine_sdk.errors import StorageError
from cocaine_sdk.storage import STORE, Storage
from cocained.cells.frames import (
    StoreCall,
    StoreCompareAndSet,
    StoreDelete,
    StoreGet,
    StoreIncr,
    StoreSet,
    StoreValue,
)
from cocained.cells.measures import MAX_KEY, MAX_VALUE
from cocained.core.limits import Allowance
from cocained.core.quota import Quota

ATTEMPTS = 100
"""Times that an increment is tried against others who increment the same number."""
_TRUE, _FALSE = b"true", b"false"


class SourceStore:
    """Answers the store calls of one source's cells."""

    def __init__(self, storage: Storage, uri: str, allowance: Callable[[], Allowance]) -> None:
        """`allowance`: what the sources of this URI may take, at the moment."""
        self._storage = storage
        self._space = hashlib.sha256(uri.encode()).hexdigest()[:32]
        self._quota = Quota(storage, f"{self._space}/", allowance)

    async def answer(self, call: StoreCall) -> StoreValue:
        """Never raises: what fails is told to the source."""
        try:
            return await self._answer(call)
        except StorageError as error:
            return StoreValue(error=str(error))
        except (ValueError, RecursionError) as error:
            return StoreValue(error=f"store, key {call.key[:MAX_KEY]!r}: {error}")

    async def _answer(self, call: StoreCall) -> StoreValue:
        _check_measure(call)
        key = f"{self._space}/{call.key}"
        match call:
            case StoreGet():
                return StoreValue(await self._storage.get(STORE, key))
            case StoreSet(value=value):
                await self._quota.admit(key, value)
                await self._storage.put(STORE, key, value)
                await self._quota.count(key, value)
                return StoreValue()
            case StoreDelete():
                was_there = await self._storage.delete(STORE, key)
                await self._quota.count(key, None)
                return _truth(was_there)
            case StoreCompareAndSet(expected=expected, new=new):
                return _truth(await self._exchange(key, expected, new))
            case StoreIncr(by=by):
                return await self._increment(key, by)

    async def _increment(self, key: str, by: int) -> StoreValue:
        for _ in range(ATTEMPTS):
            old = await self._storage.get(STORE, key)
            new = b"%d" % (_number(old) + by)
            if await self._exchange(key, old, new):
                return StoreValue(new)
        raise StorageError("too many others increment the same number at once; try again")

    async def _exchange(self, key: str, expected: bytes | None, new: bytes | None) -> bool:
        await self._quota.admit(key, new)
        done = await self._storage.compare_and_set(STORE, key, expected, new)
        if done:
            await self._quota.count(key, new)
        return done


def _check_measure(call: StoreCall) -> None:
    """What our own code in the cell has checked as well; a hostile cell has not. Raises `ValueError`."""
    if len(call.key) > MAX_KEY:
        raise ValueError(f"a store key has at most {MAX_KEY} characters")
    new = call.value if isinstance(call, StoreSet) else getattr(call, "new", None)
    if new is not None and len(new) > MAX_VALUE:
        raise ValueError(f"a stored value has at most {MAX_VALUE} bytes")


def _number(value: bytes | None) -> int:
    if value is None:
        return 0
    number = msgspec.json.decode(value)
    if type(number) is not int:
        raise ValueError(f"the value is {type(number).__name__}, not a whole number")
    return number


def _truth(value: bool) -> StoreValue:
    return StoreValue(_TRUE if value else _FALSE)
