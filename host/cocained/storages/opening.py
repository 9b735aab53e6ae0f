"""A SQLite file made ready, or refused by a sentence that says why and what to do."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from cocaine_sdk.errors import StorageUnusable
from cocained.lockfile import Foreign, Held, LockFile

log = logging.getLogger(__name__)

SCHEMA = 1
APPLICATION = 0x636F6361
"""`coca`: SQLite's own place for telling whose a database is."""
CHECK_SECONDS = 2.0
"""How long the file is examined at start; a larger store is examined in part."""
BUSY_SECONDS = 5.0
"""How long a transaction waits for an operator's own program that writes to the file."""

_CREATE = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS item (
    collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (collection, key)
) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
COMMIT;
"""


def prepare(path: Path) -> LockFile:
    """Make the file ready for `connect`, and hold it. Raises `StorageUnusable`."""
    with _refusals(path):
        return _prepare(path)


def visit(path: Path) -> None:
    """Make the file ready for `connect`, whoever else holds it or begins to. Raises `StorageUnusable`."""
    with _refusals(path):
        _make_folder(path)
        _make(path)
        with contextlib.closing(_plain(path)) as connection:
            _examine(path, connection)
        connect(path).close()


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnusable(_unreachable(path, error)) from error
    except sqlite3.Error as error:
        raise StorageUnusable(damaged(path, error)) from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection that acknowledges what is on the disk only. Raises `sqlite3.Error`; makes no file."""
    connection = _plain(path)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError("its file system cannot hold a write-ahead log")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_size_limit = 67108864")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _make_folder(path: Path) -> None:
    if path.is_dir():
        raise StorageUnusable(
            f"the storage {path} is a folder; name a file in it: sqlite://{path}/cocaine.db"
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make(path: Path) -> None:
    """Where it is missing. One that root makes for a daemon that is not belongs to whoever the folder belongs to."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    folder = path.parent.stat()
    if os.geteuid() == 0 and folder.st_uid:
        os.chown(path, folder.st_uid, folder.st_gid)


def _prepare(path: Path) -> LockFile:
    _make_folder(path)
    lock = _hold(path)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        _close_to_others(path)
        with contextlib.closing(_plain(path)) as connection:  # what is refused is left as it is
            if not _examine(path, connection):
                _check(path, connection)
        connect(path).close()
    except BaseException:
        lock.release()
        raise
    return lock


def _close_to_others(path: Path) -> None:
    """There are passwords in it, and secrets: also in a file that was made in other ways than ours."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & 0o077:
                _restrict(file, mode & 0o700)


def _restrict(file: Path, mode: int) -> None:
    try:
        file.chmod(mode)
    except PermissionError:  # it belongs to somebody else, who knows who may read it
        log.warning("the storage %s can be read by others, and there are passwords in it: chmod 600 it", file)


def _hold(path: Path) -> LockFile:
    lock = LockFile(path.with_name(f"{path.name}.lock"))
    try:
        lock.acquire()
    except Held as held:
        raise StorageUnusable(
            f"the storage {path} is held by another daemon ({held}); stop that one, or give this one a store"
            " of its own by --instance or --storage"
        ) from None
    except Foreign as error:
        raise StorageUnusable(f"the storage {path} cannot be locked: {error}; move that file away") from None
    return lock


def _examine(path: Path, connection: sqlite3.Connection) -> bool:
    """Accept an own store, make one of an empty file, refuse all else. Whether it was made."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if not tables:
        connection.executescript(_CREATE)
        return True
    if application != APPLICATION:
        raise StorageUnusable(f"{path} is a database of another program; name another file by --storage")
    if schema > SCHEMA:
        raise StorageUnusable(
            f"the storage {path} was written by a newer cocained (schema {schema}; this one knows {SCHEMA});"
            " start that version, or name another file by --storage"
        )
    return False


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Look for damage, for as long as a start may take."""
    until = time.monotonic() + CHECK_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        log.info("the storage %s is large: only a part of it was checked", path)
    else:
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)


def _unreachable(path: Path, error: OSError) -> str:
    return (
        f"the storage {path} cannot be opened: {error.strerror} ({error.filename or path}); let the user"
        f" {os.geteuid()} read and write there, or name another file by --storage"
    )


def damaged(path: Path, error: sqlite3.Error) -> str:
    """What is wrong with a store that SQLite cannot read, and what to do."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code == sqlite3.SQLITE_NOTADB:
        return f"{path} is not a SQLite database; move it away, or name another file by --storage"
    if code & 0xFF == sqlite3.SQLITE_CORRUPT:
        return (
            f"the storage {path} is corrupt ({error}); put a backup in its place, save what is left by"
            f" `sqlite3 {path} .recover`, or move it away to start with nothing"
        )
    return f"the storage {path} cannot be opened: {error}; make room and rights, or name another by --storage"
