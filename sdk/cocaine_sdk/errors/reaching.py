"""Errors of what lies beyond this machine."""

from __future__ import annotations

from cocaine_sdk.errors.root import CocaineError


class Unreachable(CocaineError):
    """Something elsewhere cannot be had: it does not answer, not in time, or not as it should."""

    code = "unreachable"

    def __init__(self, why: str, errno: int = 0) -> None:
        """`errno`: what the kernel calls it; 0 where it has no number for it."""
        self.errno = errno
        super().__init__(why)


class Forbidden(Unreachable):
    """A rule is in the way: nothing was asked of whoever it protects."""

    code = "forbidden"
