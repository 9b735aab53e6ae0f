"""What a source was denied: what, how often, and what would grant it. Bounded, whatever the source tries."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cocained.core.complaints import Complaint
from cocained.core.grants.reach import Kind, Wanted

KEPT = 32
"""Different things that are remembered of one thread; of those that come later only the number is."""
LONGEST = 500
"""Characters of a thing that are remembered."""


class Denial(msgspec.Struct, frozen=True):
    """One thing that was refused."""

    kind: Kind
    what: str
    """As the source asked for it, cut to measure."""
    element: str
    """What of a `[[grant]]` would give it; empty where nothing would."""
    count: int
    last: float
    """On the monotonic clock."""

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.kind, self.element)


class Denials:
    """Those of one thread. The daemon's log has the first of a time, and never a line for each."""

    def __init__(self, subject: str) -> None:
        self.total = 0
        self._found: dict[tuple[Kind, str], Denial] = {}
        self._complaint = Complaint(subject)

    def add(self, kind: Kind, what: str, element: str, now: float) -> None:
        """`now`: on the monotonic clock."""
        self.total += 1
        what = what[:LONGEST]
        if len(element) > LONGEST:
            element = ""
        before = self._found.get((kind, what))
        if before is not None or len(self._found) < KEPT:
            count = before.count + 1 if before is not None else 1
            self._found[kind, what] = Denial(kind, what, element, count, now)
        self._complaint.failed(
            f"{kind} of {what!r} is not granted; `cocaine explain` has what would grant it", now
        )

    def __iter__(self) -> Iterator[Denial]:
        """The latest first."""
        return iter(sorted(self._found.values(), key=lambda denial: -denial.last))

    @property
    def others(self) -> int:
        """Those of which no more is known than that they were."""
        return self.total - sum(denial.count for denial in self._found.values())
