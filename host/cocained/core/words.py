"""What a source says of itself: its last lines are kept, and the daemon's log gets them within a budget."""

from __future__ import annotations

import logging
from collections import deque

log = logging.getLogger(__name__)

KEPT = 20
"""Lines that are kept for whoever asks."""
RATE = 100.0
"""Lines a second that a source may add to the daemon's log in the long run."""
BURST = 1000.0
"""Lines that it may add at once."""
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Words:
    """The log of one thread. A source that prints for ever costs the log's disk no more than its budget."""

    def __init__(self, subject: str, now: float) -> None:
        self.last: deque[tuple[str, str]] = deque(maxlen=KEPT)
        self._subject = subject
        self._budget = BURST
        self._seen = now
        self._dropped = 0

    def say(self, level: str, message: str, now: float) -> None:
        """Take one line; `now` on the monotonic clock."""
        self.last.append((level, message))
        self._budget = min(BURST, self._budget + (now - self._seen) * RATE)
        self._seen = now
        cost = 2 if self._dropped else 1  # the line itself, and the one that owns up to those before it
        if self._budget < cost:
            self._dropped += 1
            return
        self._budget -= cost
        if self._dropped:
            log.warning(
                "%s: %d lines of its log were dropped: it says too much", self._subject, self._dropped
            )
            self._dropped = 0
        log.log(LEVELS[level], "%s: %s", self._subject, message)
