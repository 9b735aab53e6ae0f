"""The storage of a daemon that shall remember nothing: everything is kept until it ends, and no longer."""

from __future__ import annotations

from typing import ClassVar

from cocaine_sdk.errors import StorageError, StorageUnusable
from cocaine_sdk.redaction import redacted
from cocaine_sdk.storage import Storage


class Void(Storage):
    """`void:` — in memory, so that sources find what they stored; forgotten at close."""

    durable: ClassVar[bool] = False

    def __init__(self, url: str) -> None:
        if url not in ("void:", "void://"):
            raise StorageUnusable(
                f"the storage {redacted(url)!r} takes nothing after void:; did you mean sqlite:///path?"
            )
        self._held: dict[str, dict[str, bytes]] | None = None

    async def open(self) -> None:
        self._held = {}

    async def close(self) -> None:
        self._held = None

    async def get(self, collection: str, key: str) -> bytes | None:
        return self._items(collection).get(key)

    async def put(self, collection: str, key: str, value: bytes) -> None:
        self._items(collection)[key] = value

    async def delete(self, collection: str, key: str) -> bool:
        return self._items(collection).pop(key, None) is not None

    async def compare_and_set(
        self, collection: str, key: str, expected: bytes | None, new: bytes | None
    ) -> bool:
        items = self._items(collection)
        if items.get(key) != expected:
            return False
        if new is None:
            items.pop(key, None)
        else:
            items[key] = new
        return True

    async def scan(self, collection: str, prefix: str = "") -> list[tuple[str, bytes]]:
        return sorted(item for item in self._items(collection).items() if item[0].startswith(prefix))

    def _items(self, collection: str) -> dict[str, bytes]:
        if self._held is None:
            raise StorageError("the storage is not open")
        return self._held.setdefault(collection, {})
