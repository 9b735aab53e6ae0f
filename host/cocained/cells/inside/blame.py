"""From what a plugin raised to a failure: what, and the line of its own code that led there."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure

_OUT_OF_MEMORY = Failure(  # made beforehand: when it is needed there is no memory to make it
    code=failure.OUT_OF_MEMORY,
    message="the sources of this scheme need more memory than they may hold together",
    hint="raise [limits] shared_memory",
)
_UNSPEAKABLE = Failure(
    code=failure.SOURCE_ERROR, message="the source failed with an error that cannot be told"
)
MOST = 2000
"""Characters of a message."""


class Blame:
    """Knows a plugin's own code from the libraries that it calls."""

    def __init__(self, plugin: object) -> None:
        name = getattr(plugin, "__module__", "").partition(".")[0]
        file = getattr(sys.modules.get(name), "__file__", None) or ""
        self._home = str(Path(file).parent) if file.endswith("__init__.py") else file

    def failure_of(self, error: BaseException) -> Failure:
        """An error of the sdk keeps its code: with `MalformedUri` or `BadArgument` a plugin refuses a push."""
        try:
            return self._read(error)
        except BaseException:  # an error is anyone's code: its words, its type
            return _UNSPEAKABLE

    def _read(self, error: BaseException) -> Failure:
        if isinstance(error, SourceFailed):
            return _sendable(error.failure)
        if isinstance(error, CocaineError):
            return Failure(code=error.wire_code, message=_printable(str(error)))
        if isinstance(error, MemoryError):
            return _OUT_OF_MEMORY
        file, line, text = self._place(error)
        return _sendable(
            Failure(code=failure.SOURCE_ERROR, message=_words(error), file=file, line=line, text=text)
        )

    def _place(self, error: BaseException) -> tuple[str, int, str]:
        """The innermost line of its own; where there is none, of anyone's."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if self._home and frame.filename.startswith(self._home)]
        last = (own or frames)[-1:]
        if not last:
            return "", 0, ""
        return last[0].filename.rpartition("/")[2], last[0].lineno or 0, last[0].line or ""


def _sendable(said: Failure) -> Failure:
    return msgspec.structs.replace(
        said,
        message=_printable(said.message),
        file=_printable(said.file),
        text=_printable(said.text),
        hint=_printable(said.hint),
    )


def _printable(words: str) -> str:
    """Cut to measure, and without half characters, which file names and headers may bring along."""
    return words[:MOST].encode("utf-8", "replace").decode()


def _words(error: BaseException) -> str:
    try:
        said = str(error)
    except BaseException:
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
