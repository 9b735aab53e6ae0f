"""What the daemon's log tells of runs that fail, and of sources that die: enough to learn of it there, and never a
line for each of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from cocaine_sdk.failure import Failure
from cocaine_sdk.redaction import redacted

log = logging.getLogger(__name__)

MINUTE = 60.0
"""Seconds between two lines of a subject that goes on failing, and those after which it may say one more."""
BURST = 3.0
"""Lines that a subject may say at once, as where it fails and is well by turns."""


@dataclass(slots=True)
class Complaint:
    """The log of one subject's failures: the first one, the first after it was well, and then one a minute. Times are
    seconds of the monotonic clock."""

    subject: str
    seen: float = 0.0
    budget: float = BURST
    said: float = 0.0
    unsaid: int = 0
    """Failures since the last line."""
    failing: bool = False
    """It was not well since its last failure."""

    def failed(self, words: str, now: float) -> None:
        self.budget = min(BURST, self.budget + (now - self.seen) / MINUTE)
        self.seen = now
        wanted = not self.failing or now - self.said >= MINUTE
        self.failing = True
        if not wanted or self.budget < 1:
            self.unsaid += 1
            return
        more = f" … and {self.unsaid} more since the last line" if self.unsaid else ""
        log.warning("%s: %s%s", self.subject, words, more)
        self.budget -= 1
        self.said, self.unsaid = now, 0

    def well(self) -> None:
        self.failing = False


class Complaints:
    """The log of all tasks' failed runs."""

    def __init__(self) -> None:
        self._tasks: dict[str, Complaint] = {}

    def failed(self, key: str, uri: str, failure: Failure, now: float) -> None:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = Complaint(f"{redacted(uri)}: {key}" if uri else key)
        task.failed(failure.sentence().partition("\n")[0], now)

    def well(self, key: str) -> None:
        """A run of the task did not fail."""
        task = self._tasks.get(key)
        if task is not None:
            task.well()

    def forget(self, key: str) -> None:
        self._tasks.pop(key, None)
