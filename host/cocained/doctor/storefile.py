"""Where the store is, and how it is read without leaving a trace."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

SECONDS = 10.0
"""How long a store is read; of a larger one a part is."""


def store_file(url: str) -> Path | None:
    """The file of a storage that is one; None where it is of another kind, or names none."""
    scheme, _, path = url.partition("://")
    if scheme != "sqlite" or not path.startswith("/") or path.endswith("/") or "\0" in path:
        return None
    return Path(os.path.realpath(path))


def log_of(path: Path) -> Path:
    """The write-ahead log: what the store's file does not have yet."""
    return path.with_name(f"{path.name}-wal")


def index_of(path: Path) -> Path:
    """What the connections to the store share."""
    return path.with_name(f"{path.name}-shm")


def has_log(path: Path) -> bool:
    try:
        return log_of(path).stat().st_size > 0
    except OSError:
        return False


def reading(path: Path) -> sqlite3.Connection:
    """A connection that neither makes nor writes any file, whether or not a daemon has the store open.

    `mode=ro` alone would not do: it makes the log's index anew, and writes into it. Without a log the file is all there
    is; a daemon that starts meanwhile may change it, so that what was read then is to be read again.
    What takes longer than `SECONDS` is interrupted: whoever could write to the file may have made it so that
    to read it never ends. Raises `sqlite3.Error`; also where there is a log, and its index is lost.
    """
    how = "readonly_shm=1" if has_log(path) else "immutable=1"
    uri = f"{path.as_uri()}?mode=ro&{how}"
    connection = sqlite3.connect(uri, uri=True, timeout=1.0, isolation_level=None)
    until = time.monotonic() + SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def is_interrupted(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
