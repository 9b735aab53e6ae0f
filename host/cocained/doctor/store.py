"""The health of the store: whether it can be opened, whose it is, what is in it, and who else may read it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from cocaine_sdk.redaction import redacted
from cocaine_sdk.storage import STORAGES
from cocained.config import Config
from cocained.doctor.findings import Finding, broken, missing, ok, warning
from cocained.doctor.storefile import SECONDS, has_log, index_of, is_interrupted, log_of, reading, store_file
from cocained.storages.opening import APPLICATION, SCHEMA, damaged

_LEAST_FREE = 64 << 20
"""Bytes below which a file system is said to be nearly full."""
_ANOTHER = "name another file by --storage"


def examine(config: Config, daemon: int | None) -> list[Finding]:
    path = store_file(config.storage)
    if path is None:
        return [_other(config.storage)]
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return [_absent(path), *_space(path, 0)]
    except OSError as error:
        return [_unseen(path, daemon, error.strerror or str(error))]
    if not stat.S_ISREG(found.st_mode):
        return [broken("store", f"{path} is no file, and the daemon will not start", _ANOTHER)]
    size = found.st_size + (log_of(path).stat().st_size if has_log(path) else 0)
    return [*_content(path, daemon, size), *_rights(path), *_space(path, size)]


def _other(url: str) -> Finding:
    kind = url.partition(":")[0]
    shown = redacted(url)
    if kind == "void":
        return ok("store", "void: nothing is kept over a restart, as the configuration wants it")
    if kind == "sqlite":
        return broken(
            "store", f"{shown} names no file, and the daemon will not start", "sqlite:///absolute/path"
        )
    if not entry_points(group=STORAGES, name=kind):
        return missing(
            "store", f"no storage {kind!r} is installed, and the daemon will not start", "install it"
        )
    return ok("store", f"{shown} is kept by an extension, which was not asked")


def _absent(path: Path) -> Finding:
    folder = next(folder for folder in path.parents if folder.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return ok("store", f"{path} is not there yet: the first start makes it")
    return broken(
        "store", f"{path} is not there, and this user cannot make it: {folder} is closed to it", _ANOTHER
    )


def _unseen(path: Path, daemon: int | None, why: str) -> Finding:
    if daemon is not None:
        says = f"{path} is in use by the running daemon, process {daemon}, and this user may not look at it"
        return warning("store", says, "run this as the daemon's user, or as root")
    return broken(
        "store",
        f"{path} cannot be opened by this user: {why}",
        f"run this as the daemon's user, or {_ANOTHER}",
    )


# --- what is in it


def _content(path: Path, daemon: int | None, size: int) -> list[Finding]:
    """Read a second time where a daemon has begun or ended meanwhile."""
    if not os.access(path, os.R_OK):
        return [_unseen(path, daemon, "permission denied")]
    if size == 0:
        return [ok("store", f"{path} is empty: the next start makes a store of it")]
    if has_log(path) and not index_of(path).is_file():
        says = (
            f"{path} has a log of writes, and lost its index: it was not read; the next start puts it right"
        )
        return [warning("store", says, "start the daemon, and look again")]
    before = has_log(path)
    findings = _read(path, daemon, size)
    return findings if has_log(path) == before else _read(path, daemon, size)


def _read(path: Path, daemon: int | None, size: int) -> list[Finding]:
    try:
        with contextlib.closing(reading(path)) as connection:
            return list(_findings(path, connection, daemon, size))
    except sqlite3.Error as error:
        return [broken("store", damaged(path, error), size=size)]


def _findings(path: Path, connection: sqlite3.Connection, daemon: int | None, size: int) -> Iterator[Finding]:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION:
        yield broken("store", f"{path} is a database of another program", _ANOTHER, size=size)
        return
    if schema > SCHEMA:
        says = f"{path} was written by a newer cocained: its schema is {schema}, and this one knows {SCHEMA}"
        yield broken("store", says, f"start that version, or {_ANOTHER}", schema=schema, size=size)
        return
    verdict = _checked(connection)
    if verdict not in ("ok", ""):
        yield broken("store", damaged(path, sqlite3.DatabaseError(verdict)), schema=schema, size=size)
        return
    use = "in use by the running daemon" if daemon is not None else "in use by nobody"
    sound = "sound" if verdict else f"sound as far as {SECONDS:g} s went"
    yield ok("store", f"{path}, {use}: {_amount(size)}, schema {schema}, {sound}", schema=schema, size=size)
    yield _counted(connection)


def _checked(connection: sqlite3.Connection) -> str:
    """SQLite's own verdict; empty where it was not done in time."""
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if not is_interrupted(error):
            raise
        return ""
    return str(verdict)


def _counted(connection: sqlite3.Connection) -> Finding:
    counting = "SELECT collection, count(*) FROM item GROUP BY collection ORDER BY collection"
    try:
        counts = {str(collection): int(count) for collection, count in connection.execute(counting)}
    except sqlite3.OperationalError as error:
        if not is_interrupted(error):
            raise
        return ok("collections", f"not counted: that takes longer than {SECONDS:g} s")
    shown = ", ".join(f"{collection} {count}" for collection, count in counts.items())
    return ok("collections", shown or "nothing is kept yet", counts=counts)


# --- around it


def _rights(path: Path) -> list[Finding]:
    """There are passwords in it, and secrets."""
    open_to_others = []
    for file in (path, log_of(path), index_of(path)):
        with contextlib.suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                open_to_others.append(str(file))
    if open_to_others:
        says = (
            f"others than its owner may read {' and '.join(open_to_others)}, where passwords and secrets are"
        )
        return [warning("rights", says, f"chmod 600 {' '.join(open_to_others)}")]
    return [ok("rights", "its owner alone may read it")]


def _space(path: Path, size: int) -> list[Finding]:
    folder = next(folder for folder in path.parents if folder.exists())
    free = shutil.disk_usage(folder).free
    if free < max(_LEAST_FREE, size // 4):
        says = f"{_amount(free)} are free on its file system: where it is full, no push is taken"
        return [warning("space", says, "make room there", free=free)]
    return [ok("space", f"{_amount(free)} are free on its file system", free=free)]


def _amount(size: float) -> str:
    """Bytes as people read them."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} GiB" if size < 1000 else f"{size:.0f} GiB"
