"""How many requests were refused, and why: for `stats`, and, with measure, for the log."""

from __future__ import annotations

from collections import OrderedDict

from cocaine_sdk.clock import Clock
from cocaine_sdk.errors import AccessDenied, Refused
from cocained.core.complaints import Complaint

REASONS = (
    "unsigned",
    "unauthorized",
    "invalid_signature",
    "nonce_missing",
    "expired",
    "replayed",
    "limited",
    "denied",
    "wrong_curve_key",
)
_MOST = 1000
"""Tokens and reasons that the log tells apart; beyond them the one that was longest ago is begun anew."""


class Tally:
    """Counts by reason. The log has the first of each token and reason, and one a minute from there, with how many came
    between; tokens without a key share their lines, since anybody can make them up."""

    def __init__(self, clock: Clock) -> None:
        self.counts = dict.fromkeys(REASONS, 0)
        self._clock = clock
        self._complaints: OrderedDict[tuple[str, str], Complaint] = OrderedDict()

    def refused(self, error: Refused | AccessDenied, token: str) -> None:
        """`token`: one that has keys, or an empty one."""
        reason = error.reason if isinstance(error, Refused) else "denied"
        self.counts[reason] += 1
        self._complaint(reason, token).failed(str(error), self._clock.monotonic())

    def _complaint(self, reason: str, token: str) -> Complaint:
        complaint = self._complaints.get((reason, token))
        if complaint is None:
            whose = f"of the token {token[:80]!r}" if token else "of tokens without a key"
            complaint = self._complaints[reason, token] = Complaint(f"a request {whose} was refused")
            if len(self._complaints) > _MOST:
                self._complaints.popitem(last=False)
        return complaint
