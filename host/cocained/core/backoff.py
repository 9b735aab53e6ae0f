"""How long to wait before what has failed is tried again (sources.md, Time)."""

from __future__ import annotations


class Backoff:
    """0.1 s after the first failure, doubling up to 60 s, for ever; a success begins anew."""

    def __init__(self, first: float = 0.1, longest: float = 60.0) -> None:
        self.first = first
        self.longest = longest
        self._next = first

    def failed(self) -> float:
        """Count a failure; the seconds to wait."""
        delay = self._next
        self._next = min(self.longest, delay * 2)
        return delay

    def succeeded(self) -> None:
        self._next = self.first
