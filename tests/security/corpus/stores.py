"""The store that a source finds: the daemon's, in a real storage; and, for the control, one that trusts its keys."""

from __future__ import annotations

import hashlib
import json
import posixpath
from typing import Protocol

from cocaine_sdk.storage import Storage
from cocained.cells.frames import StoreCall, StoreGet, StoreSet, StoreValue
from cocained.core.limits import Allowance
from cocained.core.store import SourceStore

ALLOWANCE = Allowance(store=1 << 20)


class Answers(Protocol):
    async def answer(self, call: StoreCall) -> StoreValue: ...


class Stores:
    """Of all sources of one set of walls."""

    def __init__(self, storage: Storage | None) -> None:
        """Without a storage: the careless one."""
        self._storage = storage
        self._kept: dict[str, bytes] = {}

    def of(self, uri: str) -> Answers:
        if self._storage is None:
            return CarelessStore(self._kept, uri)
        return SourceStore(self._storage, uri, lambda: ALLOWANCE)

    async def keep(self, uri: str, secret: str) -> None:
        """What another source has put aside."""
        await self.of(uri).answer(StoreSet("secret", json.dumps(secret).encode()))


class CarelessStore:
    """Keeps values in folders, one for each source, and believes that a key is a name in it."""

    def __init__(self, kept: dict[str, bytes], uri: str) -> None:
        self._kept = kept
        self._folder = hashlib.sha256(uri.encode()).hexdigest()[:32]

    async def answer(self, call: StoreCall) -> StoreValue:
        place = posixpath.normpath(f"{self._folder}/{call.key}")
        match call:
            case StoreSet(value=value):
                self._kept[place] = value
            case StoreGet():
                return StoreValue(self._kept.get(place))
        return StoreValue(b"null")
