"""Where a request came from, and what came with it: all that the request socket knows of its sender."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """What came beside a request's JSON."""

    signature: bytes | None
    """The frame after the JSON, unchecked; None where there was none."""
    curve_key: str
    """The client's public CURVE key in Z85, proven by its connection; empty where that is not encrypted."""
