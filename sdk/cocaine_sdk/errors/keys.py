"""What is wrong with a key: one that signs, one that verifies, or one of CURVE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocaine_sdk.errors.root import CocaineError

if TYPE_CHECKING:
    from pathlib import Path


class BadKey(CocaineError):
    """A key cannot be used. Its sentence says why, and how to get one that can."""

    code = "bad_key"

    def of(self, path: Path) -> BadKey:
        """The same, of the key in this file."""
        return type(self)(f"{path}: {self}")


class LockedKey(BadKey):
    """A private key is encrypted, and no password, or a wrong one, was given."""
