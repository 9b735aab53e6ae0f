"""Why an endpoint cannot be had."""

from __future__ import annotations

from cocaine_sdk.errors import CocaineError


class CannotListen(CocaineError):
    """An endpoint cannot be bound; raised at start, or where a push names it."""

    code = "cannot_listen"

    def __init__(self, endpoint: str, why: str, taken: bool = False) -> None:
        """`taken`: somebody else listens there."""
        super().__init__(f"cannot listen at {endpoint}: {why}")
        self.why = why
        self.taken = taken
