"""Why an order is not carried out."""

from __future__ import annotations


class Refused(Exception):
    """Its text is what the host is told."""

    def __init__(self, why: str, forbidden: bool = False, number: int = 0) -> None:
        """`forbidden`: a rule is in the way, and not the world. `number`: what the kernel calls it."""
        self.forbidden = forbidden
        self.number = number
        super().__init__(why)


def forbidden(why: str) -> Refused:
    return Refused(why, forbidden=True)
