"""From a URI to the user code that it names: read on the host's side, never outside of the runtime's folder."""

from __future__ import annotations

import difflib
import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from cocaine_sdk import failure
from cocaine_sdk.errors import Overloaded, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.uri import SourceUri
from cocained.cells.frames import MAX_FRAME

MAX_CODE = MAX_FRAME - (1 << 16)
"""Bytes of a source file: what a frame holds, less room for the URI."""


ALIKE = 0.75
"""How alike a name must be for somebody to have meant it: 1 is the same."""
SHOWN = 10
"""Files that are named to whoever missed one."""


def read(uri: SourceUri, folder: Path) -> Code:
    """The code of a URI: its path's first part that is a file, the rest being the name in it.

    Blocks as a disk may. Raises `SourceFailed`, `MalformedUri` or `Overloaded`, and no `OSError`.
    """
    file, name = _split(uri, folder)
    text = _read_file(folder / file, file, folder)
    return Code(uri=uri.uri, file=file, text=text, name=name, arguments=uri.arguments)


def _split(uri: SourceUri, folder: Path) -> tuple[str, str]:
    """Where the file ends and the name in it begins."""
    path = folder
    for count, segment in enumerate(uri.segments, 1):
        path = path / segment
        so_far = "/".join(uri.segments[:count])
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise _missing(so_far, folder) from None
        except OSError as error:
            raise _unreadable(so_far, error.strerror or str(error)) from None
        if not S_ISDIR(mode):
            rest = uri.segments[count:]
            if len(rest) > 1:
                raise _missing("/".join(uri.segments), folder)
            return so_far, "".join(rest)
    raise _missing("/".join(uri.segments) or "(none)", folder)


def _read_file(path: Path, file: str, folder: Path) -> bytes:
    real, home = os.path.realpath(path), os.path.realpath(folder)
    if os.path.commonpath((real, home)) != home:
        raise _unreadable(file, "it is a link that leads out of the folder")
    try:
        return _text(real, file)
    except FileNotFoundError:
        raise _missing(file, folder) from None
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise Overloaded(f"no cell can be started: {error.strerror}") from None
        raise _unreadable(file, error.strerror or str(error)) from None


def _text(real: str, file: str) -> bytes:
    with open(real, "rb", opener=_open_at_once) as opened:
        status = os.fstat(opened.fileno())
        if not S_ISREG(status.st_mode):
            raise _unreadable(file, "it is no regular file")
        text = opened.read(min(status.st_size, MAX_CODE) + 1)
    if len(text) > MAX_CODE:
        raise _unreadable(file, f"it is larger than {MAX_CODE} bytes")
    return text


def _open_at_once(real: str, flags: int) -> int:
    """A pipe has nobody wait for its other end, and a link put here since leads nowhere."""
    return os.open(real, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _missing(file: str, folder: Path) -> SourceFailed:
    there = _names_in(folder)
    near = difflib.get_close_matches(file, there, 1, ALIKE)
    more = f", and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
    hint = (
        f"{folder.name} has {', '.join(there[:SHOWN])}{more}"
        if there
        else f"{folder.name} is empty or missing, or cannot be listed"
    )
    if near:
        hint = f"did you mean {near[0]}? {hint}"
    return SourceFailed(Failure(code=failure.MISSING_FILE, message=f"no such source file: {file}", hint=hint))


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(p.name for p in folder.iterdir() if p.name.isprintable())
    except OSError:
        return []


def _unreadable(file: str, why: str) -> SourceFailed:
    return SourceFailed(
        Failure(code=failure.MISSING_FILE, message=f"the source file {file} cannot be read: {why}")
    )
