"""What became of a task's runs: figures, the last of them, and every skip with its reason (protocol.md, explain)."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import NamedTuple

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import Exhausted
from cocained.core.contracts import Answer, EventFields

KEPT = 20
"""Runs that are kept for whoever asks."""
MOST_REASONS = 50
"""Reasons for skips that are told apart; a driver that makes up ever new ones has the rest in one."""

OVERLAP = "the run before was still going"
WAITING = "the run before was still going, and another one waited already"
REPLACED = "the next run replaced it"
DEGRADED = "the source was degraded"
QUARANTINED = "it was quarantined"
CPU_SHARE = "the source had used more than its share of the processor ([[limit]] cpu)"
EVENTS = "the source had published as many events as it may ([[limit]] events)"


class Outcome(StrEnum):
    EVENT = "event"
    NOTHING = "nothing"
    FAILED = "failed"
    TIMEOUT = "timeout"
    REPLACED = "replaced"
    EXHAUSTED = "exhausted"


class Run(msgspec.Struct, frozen=True, gc=False):
    """Times are seconds of the monotonic clock. (20 of each task are kept, so the garbage collector is spared them.)"""

    due: float
    began: float
    ended: float
    outcome: Outcome
    failure: Failure | None
    code: str
    """SHA-256 of the user code that ran, as hex digits; empty for a plugin's source."""


class Skip(NamedTuple):
    runs: int
    last: float
    """When it was last so, on the monotonic clock."""


class Runs:
    """The book of one task's runs."""

    def __init__(self) -> None:
        self.total = 0
        self.failed = 0
        self.timeouts = 0
        self.skips: dict[str, Skip] = {}
        self.last: deque[Run] = deque(maxlen=KEPT)
        """Newest at the left."""
        self.error: tuple[float, Failure] | None = None
        """What last went wrong, and when, on the monotonic clock."""

    @property
    def skipped(self) -> int:
        return sum(skip.runs for skip in self.skips.values())

    def skip(self, count: int, why: str, now: float) -> None:
        if why not in self.skips and len(self.skips) >= MOST_REASONS:
            why = "other reasons"
        before = self.skips.get(why)
        self.skips[why] = Skip(count + (before.runs if before else 0), now)

    def add(self, due: float, began: float, ended: float, answer: Answer, code: str = "") -> Outcome:
        """A run has come to its end; `code`: of what it was a run."""
        outcome = _outcome(answer)
        failed = answer if isinstance(answer, Failure) else None
        self.last.appendleft(Run(due, began, ended, outcome, failed, code))
        if outcome is Outcome.REPLACED:
            return outcome  # it counts as skipped
        self.total += 1
        if failed is not None:
            self.failed += 1
            self.timeouts += outcome is Outcome.TIMEOUT
            self.error = (ended, failed)
        return outcome


def _outcome(answer: Answer) -> Outcome:
    match answer:
        case EventFields(fields=fields):
            return Outcome.EVENT if fields else Outcome.NOTHING
        case Failure(code=failure.TIMEOUT):
            return Outcome.TIMEOUT
        case Failure(code=failure.REPLACED):
            return Outcome.REPLACED
        case Failure():
            return Outcome.FAILED
        case Exhausted():
            return Outcome.EXHAUSTED
        case _:
            raise TypeError(f"a run cannot come to {answer!r}")


def incapable(capability: Capability) -> str:
    """Why a source that has changed is not run any more."""
    return f"the source doesn't support {capability.in_words} any more"
