"""The keys of tokens, as they are changed: each change is durable, and then told by a new generation."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from cocaine_sdk.errors import BadKey, Overloaded, StorageError
from cocaine_sdk.signing import PublicKey
from cocaine_sdk.storage import KEYS, Storage
from cocained.core.authority import records
from cocained.core.authority.records import Record, StoredKey, Terms

ATTEMPTS = 10
"""Times that a change is tried against others of the same token."""

Change = Callable[[Record | None], Record | None]
"""From what is kept of a token to what is to be; None: nothing."""


class Listed(NamedTuple):
    """A token, and what is kept of it; None where this version cannot read that."""

    token: str
    record: Record | None


class Keyring:
    """On a storage that is open."""

    def __init__(self, storage: Storage, now: Callable[[], float]) -> None:
        """`now`: unix time."""
        self._storage = storage
        self._now = now

    async def add(self, token: str, key: PublicKey | None, terms: dict[str, Any]) -> Record:
        """Give the token a key, or only new terms; `terms` has those that change, the others stay. Raises `BadKey`,
        `Overloaded` or `StorageError`."""
        await self._make_room(token)

        def added(before: Record | None) -> Record:
            before = before or Record(())
            keys = before.keys if key is None else self._with(before.keys, key)
            return Record(keys, msgspec.structs.replace(before.terms, **terms))

        after = await self._change(token, added)
        assert after is not None
        return after

    async def remove(self, token: str, fingerprint: str | None) -> Record | None:
        """Take one key from the token, or all that is kept of it; what is left. A token that is limited stays so with
        its last key gone. Raises `BadKey` where there is no such key, and `StorageError`."""
        if fingerprint is None:
            await self._forget(token)
            return None
        return await self._change(token, lambda before: _without(token, before, fingerprint))

    async def all(self) -> list[Listed]:
        """In the order of the tokens. Raises `StorageError`."""
        found = await self._storage.scan(KEYS)
        return [Listed(token, _read(data)) for token, data in found if token != records.GENERATION]

    def _with(self, keys: tuple[StoredKey, ...], key: PublicKey) -> tuple[StoredKey, ...]:
        if any(fingerprint_of(one) == key.fingerprint for one in keys):
            return keys
        if len(keys) >= records.MOST_KEYS:
            raise Overloaded(
                f"the token has {records.MOST_KEYS} keys already; remove one that nobody signs with any more"
            )
        return (*keys, StoredKey(key.pem.decode(), round(self._now(), 3)))

    async def _make_room(self, token: str) -> None:
        if await self._storage.get(KEYS, token) is None:
            there = len(await self._storage.scan(KEYS))
            if there > records.MOST_TOKENS:  # the generation is one of them
                raise Overloaded(f"{records.MOST_TOKENS} tokens have keys already; remove some")

    async def _change(self, token: str, change: Change) -> Record | None:
        for _ in range(ATTEMPTS):
            data = await self._storage.get(KEYS, token)
            after = change(_known(token, data))
            new = None if after is None else records.encode(after)
            if await self._exchange(token, data, new):
                return after
        raise StorageError("the keys of the token are changed by others at this moment; try again")

    async def _forget(self, token: str) -> None:
        was_there = await self._storage.delete(KEYS, token)
        await self._tell()
        if not was_there:
            raise BadKey(f"nothing is kept of the token {token!r}")

    async def _exchange(self, token: str, before: bytes | None, after: bytes | None) -> bool:
        try:
            return await self._storage.compare_and_set(KEYS, token, before, after)
        finally:
            await self._tell()

    async def _tell(self) -> None:
        """Also where nothing has changed: a kill may have kept the last change from being told."""
        await self._storage.put(KEYS, records.GENERATION, os.urandom(12).hex().encode())


def fingerprint_of(key: StoredKey) -> str:
    """Empty for what is no key any more."""
    found = parsed(key)
    return "" if found is None else found.fingerprint


def parsed(key: StoredKey) -> PublicKey | None:
    try:
        return PublicKey.parse(key.pem.encode())
    except BadKey:
        return None


def _without(token: str, before: Record | None, fingerprint: str) -> Record | None:
    left = [key for key in before.keys if fingerprint_of(key) != fingerprint] if before is not None else []
    if before is None or len(left) == len(before.keys):
        raise BadKey(f"the token {token!r} has no key {fingerprint}; cocained keys list shows those it has")
    return Record(tuple(left), before.terms) if left or before.terms != Terms() else None


def _known(token: str, data: bytes | None) -> Record | None:
    if data is None:
        return None
    record = _read(data)
    if record is None:
        raise StorageError(
            f"what is kept of the token {token!r} cannot be read by this version; remove the token, and add it anew"
        )
    return record


def _read(data: bytes) -> Record | None:
    try:
        return records.decode(data)
    except ValueError:
        return None
