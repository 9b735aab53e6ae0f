"""How long each of many took, as a row."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.figures import Figure, median, percentile


def quantiles(what: str, milliseconds: Sequence[float], *more: str, digits: int = 2) -> Figure:
    """Their median, and beside it the slow ones and whatever more there is to say."""
    slow = (
        f"p99 {percentile(milliseconds, 0.99):,.{digits}f}, most {max(milliseconds):,.{digits}f} ms "
        f"of {len(milliseconds):,}"
    )
    return Figure(what, f"{median(milliseconds):,.{digits}f} ms", "; ".join((slow, *more)))
