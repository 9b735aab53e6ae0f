"""What went wrong in a source, in a shape that travels: from the cell to the host, and on to `explain`."""

from __future__ import annotations

import msgspec

from cocaine_sdk.redaction import Scrub

# The codes that a source's own fault can have on the wire.
MISSING_FILE = "missing_file"
MISSING_NAME = "missing_name"
SYNTAX_ERROR = "syntax_error"
REFUSED = "refused"
REFUSED_IMPORT = "refused_import"
SOURCE_ARGUMENTS = "source_arguments"
SOURCE_ERROR = "source_error"
SOURCE_DIED = "source_died"
SCHEME_DIED = "scheme_died"
OUT_OF_MEMORY = "out_of_memory"
BAD_RESULT = "bad_result"
RESULT_TOO_LARGE = "result_too_large"
EXHAUSTED = "exhausted"
TIMEOUT = "timeout"
REPLACED = "replaced"
DATA_TOO_LARGE = "data_too_large"
DRIVER_ERROR = "driver_error"
CPU_SHARE = "cpu_share"
UNREACHABLE = "unreachable"
FORBIDDEN = "forbidden"
UNTRUSTED = "untrusted"

CODES = frozenset(
    (
        MISSING_FILE, MISSING_NAME, SYNTAX_ERROR, REFUSED, REFUSED_IMPORT, SOURCE_ARGUMENTS, SOURCE_ERROR,
        SOURCE_DIED, SCHEME_DIED, OUT_OF_MEMORY, BAD_RESULT, RESULT_TOO_LARGE, EXHAUSTED, TIMEOUT, REPLACED,
        DATA_TOO_LARGE, DRIVER_ERROR, CPU_SHARE, UNREACHABLE, FORBIDDEN, UNTRUSTED,
    )
)  # fmt: skip
REFUSALS = frozenset(("malformed_uri", "bad_argument", "missing_argument"))
"""Codes of `errors` with which a plugin refuses what it is asked for."""
CELL_CODES = (CODES | REFUSALS) - {
    REPLACED, DATA_TOO_LARGE, DRIVER_ERROR, CPU_SHARE, SCHEME_DIED, UNREACHABLE, FORBIDDEN, UNTRUSTED,
}  # fmt: skip
"""Those that a cell may say of its own source: the others are the daemon's words."""


class Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a source did not load or a run gave no event.

    `line` and `column` count from 1; 0 means unknown. `text` is the source line that `line` points at.
    """

    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    text: str = ""
    hint: str = ""

    def scrubbed(self, scrub: Scrub) -> Failure:
        """The same without the passwords that `scrub` hides."""
        return msgspec.structs.replace(
            self,
            message=scrub.text(self.message),
            file=scrub.text(self.file),
            text=scrub.text(self.text),
            hint=scrub.text(self.hint),
        )

    def sentence(self) -> str:
        """The failure for people: where, what, the source line with a caret, and the hint."""
        where = (
            f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        )
        lines = [where + self.message]
        if self.text:
            stripped = self.text.lstrip()
            lines.append("    " + stripped.rstrip())
            if self.column > 0:
                lines.append("    " + " " * max(0, self.column - 1 - (len(self.text) - len(stripped))) + "^")
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)
