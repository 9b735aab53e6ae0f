"""The file of certificates that are trusted beside the system's: read by the daemon, as the process opens no file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cocaine_sdk.errors import Unreachable
from cocained.outreach.orders import MAX_BODY


def read(path: Path | None) -> bytes:
    """Its content; nothing where there is no file. Blocks as a disk may. Raises `Unreachable`, with the key to mend."""
    if path is None:
        return b""
    try:
        content = _content(path)
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from None
    if not content.strip():
        raise _unusable(path, "is empty: it holds no certificates")
    if len(content) > MAX_BODY:
        raise _unusable(path, f"has more than {MAX_BODY} bytes")
    return content


def _content(path: Path) -> bytes:
    with open(path, "rb", opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _unusable(path, "is no regular file")
        return file.read(MAX_BODY + 1)


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def _unusable(path: Path, why: str) -> Unreachable:
    return Unreachable(f"nothing is fetched: [remote] authorities: {path} {why}")
