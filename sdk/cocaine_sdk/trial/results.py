"""What came of trying a source."""

from __future__ import annotations

from typing import Any

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.explanation import LogLine, ReachState

_WALLS = (failure.REFUSED, failure.REFUSED_IMPORT)
_KERNEL = "PermissionError: [Errno 1] "
"""What a source hears from the kernel's wall, where it does not catch it."""


class TriedRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One call of `next`, or of `process` with one piece of data."""

    outcome: str
    """`event`, `nothing`, `failed` or `exhausted`."""
    event: dict[str, Any] = {}
    took: float | None = None
    """Milliseconds in the cell; None where it was never begun."""
    code: str = ""
    """Of a failure: its code (errors.md)."""
    sentence: str = ""
    """Of a failure: for people, with file, line, the source line, and what to do instead."""

    @property
    def denied(self) -> bool:
        """Whether a wall has refused something."""
        return self.code in _WALLS or (self.outcome == "failed" and _KERNEL in self.sentence)


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """All that was seen of one source."""

    uri: str
    capabilities: list[str]
    """Of `iterator`, `scheduler` and `processor`."""
    runs: list[TriedRun] = []
    next_run: float | None = None
    """Of a scheduler: the unix time that its `reschedule` gave after the last run."""
    log: list[LogLine] = []
    """What the source said, oldest first: the last 20 lines."""
    reach: ReachState = ReachState()
    """What it may reach outside of its cell, and what it was denied; with lines that would grant it to its `uri`."""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [run.event for run in self.runs if run.outcome == "event"]

    @property
    def failures(self) -> list[TriedRun]:
        return [run for run in self.runs if run.outcome == "failed"]

    @property
    def denied(self) -> list[TriedRun]:
        """The failures that a wall is the cause of."""
        return [run for run in self.runs if run.denied]

    @property
    def exhausted(self) -> bool:
        return any(run.outcome == "exhausted" for run in self.runs)
