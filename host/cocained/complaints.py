"""What the daemon's log tells of runs that fail: enough to learn of it there, and never a line for each of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from cocaine_sdk.failure import Failure
from cocaine_sdk.redaction import redacted

log = logging.getLogger(__name__)

MINUTE = 60.0
"""Seconds between two lines of a task that goes on failing, and those after which it may say one more."""
BURST = 3.0
"""Lines that a task may say at once, as where it fails and is well by turns."""


@dataclass(slots=True)
class _Task:
    """What is known of a task that has failed. Times are seconds of the monotonic clock."""

    subject: str
    seen: float
    budget: float = BURST
    said: float = 0.0
    unsaid: int = 0
    failing: bool = False
    """Its last run failed."""


class Complaints:
    """The log of all tasks' failures: the first one, the first after one that was well, and then one a minute."""

    def __init__(self) -> None:
        self._tasks: dict[str, _Task] = {}

    def failed(self, key: str, uri: str, failure: Failure, now: float) -> None:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = _Task(f"{redacted(uri)}: {key}" if uri else key, now)
        task.budget = min(BURST, task.budget + (now - task.seen) / MINUTE)
        task.seen = now
        wanted = not task.failing or now - task.said >= MINUTE
        task.failing = True
        if not wanted or task.budget < 1:
            task.unsaid += 1
            return
        more = f" … and {task.unsaid} more since the last line" if task.unsaid else ""
        log.warning("%s: %s%s", task.subject, failure.sentence().partition("\n")[0], more)
        task.budget -= 1
        task.said, task.unsaid = now, 0

    def well(self, key: str) -> None:
        """A run of the task did not fail."""
        task = self._tasks.get(key)
        if task is not None:
            task.failing = False

    def forget(self, key: str) -> None:
        self._tasks.pop(key, None)
