"""What a check has found out, and the event that says it."""

from __future__ import annotations

import time
from typing import Any

from cocaine_http.body import Body
from cocaine_http.journey import Journey
from cocaine_http.reasons import Outage


class Outcome:
    """It grows while the check goes on, so that an outage tells what was known until then."""

    def __init__(self) -> None:
        self.outage: Outage | None = None
        self.code = 0
        """Of the last response; 0 where there was none."""
        self.redirects = 0
        self.url = ""
        """Where the redirects have led."""
        self.body: Body | None = None

    def fields(self, journey: Journey) -> dict[str, Any]:
        event: dict[str, Any] = {"availability": "down" if self.outage else "available", "code": self.code}
        if self.outage is not None:
            event |= {"reason": self.outage.reason.value, "error": str(self.outage)}
        event |= journey.milliseconds()
        if journey.reused:
            event["reused"] = True
        if journey.not_after is not None:
            event["tls_expires_in"] = round(journey.not_after - time.time())
        if self.redirects:
            event |= {"redirects": self.redirects, "url": self.url}
        if self.body is not None:
            event |= _of_body(self.body)
        return event


def _of_body(body: Body) -> dict[str, Any]:
    event = {"body_size": body.size, "body_sha256": body.digest}
    return {**event, "truncated": True} if body.truncated else event
