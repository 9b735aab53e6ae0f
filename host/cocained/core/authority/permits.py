"""What one token may do: actions, sources, how often, and over which connections."""

from __future__ import annotations

import re
from urllib.parse import unquote

from cocaine_sdk.errors import AccessDenied, RateLimited, WrongCurveKey
from cocaine_sdk.redaction import redacted
from cocaine_sdk.uri import MAX_LENGTH
from cocained.core.authority.origin import Origin
from cocained.core.authority.records import Terms
from cocained.core.patterns import Parts, Pattern

_PATH = re.compile(r"://([^?#]*)")
_CLIMBS = re.compile(r"[/\\]\.{1,2}(?:$|[/\\;])")
"""In a path that a server may read as another than the one that was written."""


class Permit:
    """Made of a token's `Terms`. Raises `ValueError` for a pattern that is none."""

    def __init__(self, token: str, terms: Terms) -> None:
        self._name = repr(token[:80])
        self._actions = None if terms.allow is None else frozenset(terms.allow)
        self._patterns = None if terms.uris is None else tuple(map(Pattern, terms.uris))
        self._shown = ", ".join(map(redacted, terms.uris or ()))
        self._rate = None if terms.rate is None else Rate(terms.rate)
        self._unsigned_rate = None if terms.rate is None else Rate(terms.rate)
        """Of requests that anybody may have made in the token's name."""
        self._curve_key = terms.curve

    @property
    def is_everywhere(self) -> bool:
        """Whether it may reach every source."""
        return self._patterns is None

    def check_connection(self, origin: Origin) -> None:
        """Raises `WrongCurveKey`."""
        if self._curve_key and origin.curve_key != self._curve_key:
            raise WrongCurveKey(bool(origin.curve_key))

    def check_action(self, action: str) -> None:
        """Raises `AccessDenied`."""
        if self._actions is not None and action not in self._actions:
            known = ", ".join(sorted(self._actions)) or "nothing at all"
            raise AccessDenied(f"the token {self._name} may not {action}; what it may is {known}")

    def covers(self, uri: str) -> bool:
        """Whether it may reach this source. `uri`: as it was written, which is what it means."""
        if self._patterns is None:
            return True
        parts = Parts.of(uri) if len(uri) <= MAX_LENGTH else None
        if parts is None:
            return False
        return any(pattern.fits(parts) for pattern in self._patterns) and not _climbs(uri)

    def check_source(self, uri: str) -> None:
        """Raises `AccessDenied`."""
        if not self.covers(uri):
            raise self.denied("is not for this source")

    def denied(self, why: str) -> AccessDenied:
        """`why`: what this token, which is limited to some sources, may not therefore."""
        return AccessDenied(f"the token {self._name} {why}; it is for {self._shown or 'none'}")

    def check_rate(self, now: float) -> None:
        """Whether there is room for one request more, at this time of the monotonic clock. Raises `RateLimited`."""
        if self._rate is not None:
            self._limit(self._rate.wait(now))

    def spend(self, now: float) -> None:
        """One request more. Raises `RateLimited`."""
        if self._rate is not None:
            self._limit(self._rate.take(now))

    def spend_unsigned(self, now: float) -> None:
        """One request more without a signature, which takes nothing from those with one. Raises `RateLimited`."""
        if self._unsigned_rate is not None:
            self._limit(self._unsigned_rate.take(now))

    def _limit(self, wait: float) -> None:
        if wait > 0 and self._rate is not None:
            rate = f"{self._rate.a_second:g} requests a second"
            raise RateLimited(f"the token {self._name} may make {rate}; the next one in {wait:.2g} s")


class Rate:
    """A bucket of the requests of one second, or of one request where that is less."""

    def __init__(self, a_second: float) -> None:
        self.a_second = a_second
        self._most = max(1.0, a_second)
        self._left = self._most
        self._seen = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until there is one; 0 where there is one now."""
        since = max(0.0, now - self._seen)
        self._left = min(self._most, self._left + since * self.a_second)
        self._seen = now
        return max(0.0, (1 - self._left) / self.a_second)

    def take(self, now: float) -> float:
        """The same, and takes it where there is one."""
        wait = self.wait(now)
        if not wait:
            self._left -= 1
        return wait


def _climbs(uri: str) -> bool:
    """A pattern of a path holds nothing where the path leads out of it: `/public/../private`."""
    path = _PATH.search(uri)
    return path is not None and _CLIMBS.search(unquote(path[1])) is not None
