"""The storage that a daemon has by itself: one SQLite file, safe against a crash of anything."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sqlite3
from functools import partial
from pathlib import Path

from cocaine_sdk.errors import StorageError, StorageUnusable
from cocaine_sdk.redaction import redacted
from cocaine_sdk.storage import Storage
from cocained.lockfile import LockFile
from cocained.storages.committer import Committer, T, Work
from cocained.storages.opening import connect, prepare, visit

_PUT = (
    "INSERT INTO item (collection, key, value) VALUES (?, ?, ?)"
    " ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value"
)
_GET = "SELECT value FROM item WHERE collection = ? AND key = ?"
_SCAN = "SELECT key, value FROM item WHERE collection = ? AND key >= ? ORDER BY key"
_DELETE = "DELETE FROM item WHERE collection = ? AND key = ?"
_INSERT = "INSERT INTO item (collection, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_SWAP = "UPDATE item SET value = ? WHERE collection = ? AND key = ? AND value = ?"


class Sqlite(Storage):
    """`sqlite:///absolute/path`: what follows `sqlite://` is the path as written, nothing is decoded."""

    def __init__(self, url: str) -> None:
        scheme, _, path = url.partition("://")
        if scheme != "sqlite" or not path.startswith("/") or path.endswith("/") or "\0" in path:
            raise StorageUnusable(
                f"the storage {redacted(url)!r} names no file; write sqlite:// and then an absolute path, as in"
                " sqlite:///var/lib/cocaine/default.db"
            )
        self._path = Path(path)
        self._lock: LockFile | None = None
        self._committer: Committer | None = None

    async def open(self) -> None:
        path = self._path.resolve()  # two names of one file are one store, and have one lock
        self._lock = await asyncio.to_thread(prepare, path)
        self._begin(path)

    async def visit(self) -> None:
        path = self._path.resolve()
        await asyncio.to_thread(visit, path)
        self._begin(path)

    def _begin(self, path: Path) -> None:
        self._committer = Committer(partial(connect, path), str(self._path))
        self._committer.start()

    async def close(self) -> None:
        committer, self._committer = self._committer, None
        if committer is not None:
            await committer.stop()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def get(self, collection: str, key: str) -> bytes | None:
        return await self._run(partial(_get, collection, key), None)

    async def put(self, collection: str, key: str, value: bytes) -> None:
        await self._run(partial(_changes, _PUT, (collection, key, value)), len(value))

    async def delete(self, collection: str, key: str) -> bool:
        return await self._run(partial(_changes, _DELETE, (collection, key)))

    async def compare_and_set(
        self, collection: str, key: str, expected: bytes | None, new: bytes | None
    ) -> bool:
        return await self._run(_swap(collection, key, expected, new), len(new or b""))

    async def scan(self, collection: str, prefix: str = "") -> list[tuple[str, bytes]]:
        return await self._run(partial(_scan, collection, prefix), None)

    def describe(self) -> dict[str, object]:
        """`operations` / `commits`: how many share a sync of the disk."""
        done = self._committer
        counts = {"operations": done.operations, "commits": done.commits} if done else {}
        return {"kind": "sqlite", "path": str(self._path), **counts}

    async def _run(self, work: Work[T], size: int | None = 0) -> T:
        if self._committer is None:
            raise StorageError(f"the storage {self._path} is not open")
        return await self._committer.run(work, size)


def _get(collection: str, key: str, connection: sqlite3.Connection) -> bytes | None:
    row = connection.execute(_GET, (collection, key)).fetchone()
    return row[0] if row else None


def _absent(collection: str, key: str, connection: sqlite3.Connection) -> bool:
    return _get(collection, key, connection) is None


def _changes(statement: str, values: tuple[object, ...], connection: sqlite3.Connection) -> bool:
    """Run the statement; whether it touched a row."""
    return connection.execute(statement, values).rowcount > 0


def _swap(collection: str, key: str, expected: bytes | None, new: bytes | None) -> Work[bool]:
    """The one statement that a compare_and_set is."""
    if expected is None:
        if new is None:
            return partial(_absent, collection, key)
        return partial(_changes, _INSERT, (collection, key, new))
    if new is None:
        return partial(_changes, f"{_DELETE} AND value = ?", (collection, key, expected))
    return partial(_changes, _SWAP, (new, collection, key, expected))


def _scan(collection: str, prefix: str, connection: sqlite3.Connection) -> list[tuple[str, bytes]]:
    with contextlib.closing(connection.execute(_SCAN, (collection, prefix))) as rows:
        return list(itertools.takewhile(lambda row: row[0].startswith(prefix), rows))
