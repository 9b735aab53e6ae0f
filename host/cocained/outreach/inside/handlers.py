"""Who carries out which order. A new kind of order takes one more line in `_HANDLERS`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from cocained.outreach.inside import connecting, fetching, opening
from cocained.outreach.inside.carried import Carried
from cocained.outreach.inside.means import Means
from cocained.outreach.orders import Answer, Connect, Fetch, Open, Order

Handler = Callable[[Any, Means], Awaitable[Answer | Carried]]
"""Raises `Refused`. It is cancelled at the order's deadline."""

_HANDLERS: dict[type[Order], Handler] = {
    Fetch: fetching.fetch,
    Open: opening.open_file,
    Connect: connecting.connect,
}


async def carry_out(order: Order, means: Means) -> Carried:
    """Raises `Refused`."""
    answer = await _HANDLERS[type(order)](order, means)
    return answer if isinstance(answer, Carried) else Carried(answer)
