"""Which sources have taken much of the processor of late: their cells stand back behind those of all others.

It is a source's URI that is remembered, not a cell: so nobody gains by having his cells end, or by more threads.
"""

from __future__ import annotations

from collections import OrderedDict

from cocained.core.budget import Budget

SHARE = 0.05
"""Cores that a source may use, over time, without standing back."""
BURST = 0.15
"""Seconds of processor time that it may use at once: enough to load, or for a long run now and then."""
LONGEST = 120.0
"""Seconds after which a source that uses nothing is as good as any, whatever it has used before."""
MOST_KNOWN = 10_000


class Standing:
    """Of one source. Times are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._used = Budget()

    def charge(self, seconds: float, now: float) -> None:
        """It has used so much processor time since this was said last."""
        self._used.spend_meanwhile(seconds if self._wait(now) < LONGEST else 0.0, SHARE, now)

    def is_greedy(self, now: float) -> bool:
        return self._wait(now) > 0

    def _wait(self, now: float) -> float:
        return self._used.wait(0.0, SHARE, BURST, now)


class Standings:
    """By source URI; beyond the measure those that were started longest ago begin anew."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Standing] = OrderedDict()

    def of(self, uri: str) -> Standing:
        standing = self._known.setdefault(uri, Standing())
        self._known.move_to_end(uri)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return standing
