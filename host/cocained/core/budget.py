"""So much a second, and some of it at once: what was spent beyond that is a debt, which time pays off."""

from __future__ import annotations


class Budget:
    """Asked with the rate and the burst that are in force at the moment, so that both may change. Times are seconds of
    the monotonic clock."""

    __slots__ = ("_seen", "_spent")

    def __init__(self) -> None:
        self._spent = 0.0
        """What time has not paid off yet."""
        self._seen: float | None = None
        """When anything was spent last."""

    def spend(self, amount: float, rate: float, now: float) -> None:
        """At this moment. Below 0: what was spent too much is given back."""
        self._spent = max(0.0, self._left(rate, now) + amount)
        self._seen = now

    def spend_meanwhile(self, amount: float, rate: float, now: float) -> None:
        """In the time since anything was spent last, which has paid for some of it already."""
        self._spent = max(0.0, self._spent + amount - self._paid(rate, now))
        self._seen = now

    def wait(self, amount: float, rate: float, burst: float, now: float) -> float:
        """Seconds until so much may be spent; 0 where it may at once."""
        return max(0.0, (self._left(rate, now) + amount - burst) / rate)

    def _left(self, rate: float, now: float) -> float:
        return max(0.0, self._spent - self._paid(rate, now))

    def _paid(self, rate: float, now: float) -> float:
        return 0.0 if self._seen is None else (now - self._seen) * rate
