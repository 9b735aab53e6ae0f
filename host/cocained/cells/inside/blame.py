"""From what a plugin raised to a failure: what, and the line of its own code that led there."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.inside.wording import printable, sendable, words_of

_OUT_OF_MEMORY = Failure(  # made beforehand: when it is needed there is no memory to make it
    code=failure.OUT_OF_MEMORY,
    message="the sources of this scheme need more memory than they may hold together",
    hint="raise [limits] shared_memory",
)
_UNSPEAKABLE = Failure(
    code=failure.SOURCE_ERROR, message="the source failed with an error that cannot be told"
)


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
            return sendable(error.failure)
        if isinstance(error, CocaineError):
            return Failure(code=error.wire_code, message=printable(str(error)))
        if isinstance(error, MemoryError):
            return _OUT_OF_MEMORY
        file, line, text = self._place(error)
        return sendable(
            Failure(code=failure.SOURCE_ERROR, message=words_of(error), file=file, line=line, text=text)
        )

    def _place(self, error: BaseException) -> tuple[str, int, str]:
        """The innermost line of its own; where there is none, of anyone's."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if self._home and frame.filename.startswith(self._home)]
        last = (own or frames)[-1:]
        if not last:
            return "", 0, ""
        return last[0].filename.rpartition("/")[2], last[0].lineno or 0, last[0].line or ""
