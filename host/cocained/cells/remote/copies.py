"""Copies of remote code, kept in the storage: they run when their origin does not answer."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Container
from typing import NamedTuple

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import StorageError
from cocaine_sdk.storage import CODE, Storage

log = logging.getLogger(__name__)

MOST = 1000
"""Copies that are kept; beyond them the one goes that was not used for longest."""
MOST_BYTES = 64 << 20
"""Bytes of code that they hold in all."""
FRESH = 86_400.0
"""Seconds for which a use is not noted anew."""


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A file as its origin once gave it. Times are unix time."""

    text: bytes
    digest: str
    """SHA-256 of the text, as hex digits."""
    etag: str = ""
    modified: str = ""
    """`Last-Modified`, as the origin said it."""
    signature: bytes = b""
    """Of the text; empty where none was asked for."""
    fetched: float
    used: float


_encode = msgspec.msgpack.encode
_decoder = msgspec.msgpack.Decoder(Copy)


class _Kept(NamedTuple):
    size: int
    used: float


class Copies:
    """Every copy by the key of its target. Where the storage fails the log says so, and no run is lost by it."""

    def __init__(
        self, storage: Storage, clock: Clock, in_use: Callable[[], Container[str]] = frozenset
    ) -> None:
        """`in_use`: the keys of copies that run, and make room for no other."""
        self._storage = storage
        self._clock = clock
        self._in_use = in_use
        self._index: dict[str, _Kept] | None = None
        """Of all that are kept; None as long as nobody has asked."""
        self._turn = asyncio.Lock()

    async def get(self, key: str) -> Copy | None:
        try:
            copy = _read(key, await self._storage.get(CODE, key))
        except StorageError as error:
            log.error("the copy of %s cannot be read: %s", key, error)
            return None
        return copy if copy is None else await self.note_use(key, copy)

    async def note_use(self, key: str, copy: Copy) -> Copy:
        """It is the last that is dropped for want of room."""
        now = self._clock.time()
        if abs(now - copy.used) > FRESH:
            copy = msgspec.structs.replace(copy, used=now)
            await self.put(key, copy)
        return copy

    async def put(self, key: str, copy: Copy) -> None:
        """Keep it in the place of an older one, and make room for it."""
        try:
            async with self._turn:
                index = await self._indexed()
                await self._storage.put(CODE, key, _encode(copy))
                index[key] = _Kept(len(copy.text), copy.used)
                await self._make_room(index, key)
        except StorageError as error:
            log.error("no copy of %s can be kept: %s", key, error)

    async def forget(self, key: str) -> None:
        try:
            async with self._turn:
                await self._storage.delete(CODE, key)
                if self._index is not None:
                    self._index.pop(key, None)
        except StorageError as error:
            log.error("the copy of %s cannot be removed: %s", key, error)

    async def _indexed(self) -> dict[str, _Kept]:
        if self._index is None:
            copies = [(key, _read(key, data)) for key, data in await self._storage.scan(CODE)]
            self._index = {
                key: _Kept(len(copy.text), copy.used) if copy else _Kept(0, 0.0) for key, copy in copies
            }
        return self._index

    async def _make_room(self, index: dict[str, _Kept], kept: str) -> None:
        """Where there is none to be made, the one that was just put is not kept."""
        size, in_use = sum(one.size for one in index.values()), self._in_use()
        unused = [key for key in index if key != kept and key not in in_use]
        for key in (*sorted(unused, key=lambda key: index[key].used), kept):
            if len(index) <= MOST and size <= MOST_BYTES:
                return
            if key == kept:
                log.warning("there is no room for a copy of %s beside those that run", key)
            await self._storage.delete(CODE, key)
            size -= index.pop(key).size


def _read(key: str, data: bytes | None) -> Copy | None:
    """None, too, for what is damaged: it is fetched again."""
    try:
        copy = None if data is None else _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeError):
        copy = None
    if copy is not None and hashlib.sha256(copy.text).hexdigest() == copy.digest:
        return copy
    if data is not None:
        log.error("the copy of %s is damaged, or of another version, and is not used", key)
    return None
