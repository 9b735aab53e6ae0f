"""Files of keys: a private one is its owner's alone, and no file is ever written over."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from cocaine_sdk.errors import BadKey

_MOST = 1 << 16
"""Bytes of a key's file. An RSA key of 8192 bits has a tenth of it."""
_PUBLIC = (b"-----BEGIN PUBLIC KEY-----", b"curve-public")


def read_private(path: Path) -> bytes:
    """Raises `BadKey` where others than the owner may read it, as ssh refuses it, or where it cannot be read. Its
    sentence does not begin with the path: `BadKey.of` puts that there."""
    try:
        with _open(path) as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_MOST)
    except OSError as error:
        raise BadKey(_why(error)) from None
    if content.startswith(_PUBLIC):
        raise BadKey("this is a public key; the private one is wanted, which has no .pub at its end")
    if mode & 0o077:
        raise BadKey(f"others may read this private key (mode {mode:04o}); chmod 600 {path}")
    return content


def read_public(path: Path) -> bytes:
    """Raises `BadKey` where it cannot be read."""
    try:
        with _open(path) as file:
            return file.read(_MOST)
    except OSError as error:
        raise BadKey(_why(error)) from None


def write_pair(path: Path, private: bytes, public: bytes) -> None:
    """Write `path` for its owner alone, and beside it `path`.pub. Raises `BadKey` where one is there already, or cannot
    be written; then none is."""
    beside = public_path(path)
    there = [str(one) for one in (path, beside) if os.path.lexists(one)]
    if there:
        raise BadKey(f"already there: {', '.join(there)}; nothing was written")
    with ExitStack() as undo:
        try:
            _write(path, private, 0o600)
            undo.callback(path.unlink)
            _write(beside, public, 0o644)
        except OSError as error:
            raise BadKey(f"{error.filename} cannot be written: {(error.strerror or '').lower()}") from None
        undo.pop_all()


def public_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.pub")


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """Waits for nobody, as a pipe would for its writer. Raises `OSError`, and `BadKey` for what is no file."""
    with open(path, "rb", opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise BadKey("the key cannot be read: it is no regular file")
        yield file


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file, which is on the disk before anybody relies on it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _why(error: OSError) -> str:
    return f"the key cannot be read: {(error.strerror or 'of an unknown reason').lower()}"
