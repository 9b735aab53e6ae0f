"""Who holds a file of `LockFile`: read off the kernel's table, since to try would be to hold it for a moment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cocained.doctor.processtable import PROC, Process

_CONTENT = re.compile(rb"\d{0,20}\s*")


class State(StrEnum):
    ABSENT = "absent"
    HELD = "held"
    LEFT = "left"
    """It is there, and nobody holds it."""
    FOREIGN = "foreign"
    """It holds something else than a pid."""
    UNSEEN = "unseen"
    """This user may not look there."""


class Lock(NamedTuple):
    state: State
    pid: int | None = None
    """Of its holder, or of who held it last, where that is known."""


class _Held(NamedTuple):
    """One line of the kernel's table."""

    pid: int
    device: int
    inode: int


def look(path: Path) -> Lock:
    try:
        found = path.stat(follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return Lock(State.ABSENT)
    except OSError:
        return Lock(State.UNSEEN)
    content = _content(path)
    if content is not None and not _CONTENT.fullmatch(content):
        return Lock(State.FOREIGN)
    written = int(content.strip() or 0) if content is not None else None
    holder = _holder(found, written)
    if holder is not None:
        return Lock(State.HELD, holder)
    return Lock(State.LEFT, written or None)


def _content(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.read(descriptor, 64)
    except OSError:
        return b"none"
    finally:
        os.close(descriptor)


def _holder(found: os.stat_result, written: int | None) -> int | None:
    """A file system that is laid over others shows another device than the kernel's table has: there the pid tells."""
    try:
        held = [one for one in _table() if one.inode == found.st_ino]
    except OSError:
        return written if written is not None and _is_a_daemon(written) else None
    for one in held:
        if one.device == found.st_dev or one.pid == written:
            return one.pid
    return None


def _table() -> Iterator[_Held]:
    """`1: FLOCK  ADVISORY  WRITE 812 08:01:131090 0 EOF`; who waits for a lock has `->` before its kind."""
    for line in (PROC / "locks").read_text().splitlines():
        fields = line.split()
        if len(fields) >= 6 and fields[1] == "FLOCK" and fields[3] == "WRITE":
            major, minor, inode = fields[5].split(":")
            yield _Held(int(fields[4]), os.makedev(int(major, 16), int(minor, 16)), int(inode))


def _is_a_daemon(pid: int) -> bool:
    process = Process.of(pid)
    return process is not None and any("cocained" in word for word in process.arguments)
