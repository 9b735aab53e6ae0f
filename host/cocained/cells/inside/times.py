"""The times that a source names for its next run."""

from __future__ import annotations

import math

from cocaine_sdk.source import Log

DELAYS = 1e9
"""Unix time, of the year 2001: whoever names a time before it has most likely meant so many seconds from now."""


class Times:
    """Reads them, and says once what is most likely a mistake: times that are past run at once all the same."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._doubted = False

    def read(self, when: object) -> float:
        """Unix time. Raises `TypeError` for what is none."""
        if isinstance(when, bool) or not isinstance(when, int | float) or not math.isfinite(when):
            raise TypeError(f"reschedule() must give a unix time in seconds, not {when!r:.100}")
        if 0 < when < DELAYS and not self._doubted:
            self._doubted = True
            self._log(
                "warning",
                f"reschedule() gave {when:g}: it is a unix time in seconds, such as time.time() + {when:g}; a time that"
                " is past runs the source at once",
            )
        return float(when)
