"""What carrying out an order comes to."""

from __future__ import annotations

from typing import NamedTuple

from cocained.outreach.orders import Answer


class Carried(NamedTuple):
    """An answer, and a descriptor that goes to the host with it, which is closed here then."""

    answer: Answer
    descriptor: int | None = None
