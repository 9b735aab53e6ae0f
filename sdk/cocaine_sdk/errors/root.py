"""The root of every error that crosses the wire."""

from __future__ import annotations

from typing import ClassVar


class CocaineError(Exception):
    """The root. `code` is stable and for programs, `str(error)` is a sentence for people."""

    code: ClassVar[str] = "error"

    def as_reply(self) -> dict[str, str]:
        """The error as a reply carries it: `{"error": sentence, "code": code}`."""
        return {"error": str(self), "code": self.wire_code}

    @property
    def wire_code(self) -> str:
        return self.code
