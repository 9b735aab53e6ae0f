"""What a source says that it wants to reach: `wants`, of its class or of its file (sources.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cocaine_sdk.reach import Reach, Wants

WANTS = "wants"


def state_wants(factory: Any, names: Mapping[str, Any], reach: Reach) -> None:
    """Tell the host, where anything is stated. Raises `ValueError`, with what is wrong with it.

    What is no dict has the name for another reason.
    """
    for stated in (getattr(factory, WANTS, None), names.get(WANTS)):
        if isinstance(stated, dict):
            reach.want(Wants.of(stated))
            return
