"""Patterns of source URIs, by which secrets, grants, permits and limits are for some sources: matched part by part.

A `*` stands for anything within its part: it crosses neither `@` nor `/`, `?` or `#` before the path, so that no other
host can be made to look like the one that was meant; and it crosses no `#`, behind which options may name a proxy.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from cocaine_sdk.redaction import REFERENCE
from cocaine_sdk.uri import MAX_LENGTH

_PARTS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<account>[^/?#@\\]*)@)?"
    r"(?P<host>\[[^\[\]/?#@\\]*\]|[^:/?#@\\\[\]]*)(?::(?P<port>[^/?#@\\\[\]]*))?"
    r"(?P<path>[/?][^#]*)?(?:\#(?P<fragment>.*))?"
)
_STRAY = re.compile(rf"\A([a-z][a-z0-9+.-]*://[^/?#@]*:)@({REFERENCE.pattern}@)")
_NAME = re.compile(r"[A-Za-z0-9._-]*")
"""What a `*` in a host stands for: letters that every plugin reads alike."""
_OPEN = frozenset(("", "."))


def straightened(uri: str) -> str:
    """`user:@{secret:db}@host`, with an `@` too much, can only mean `user:{secret:db}@host`."""
    return _STRAY.sub(r"\1\2", uri, count=1) if ":@{" in uri else uri


class Parts(NamedTuple):
    """A URI, or a pattern of URIs, in parts. None: the part is not there."""

    scheme: str
    account: str | None
    host: str
    port: str | None
    path: str | None
    fragment: str | None

    @classmethod
    def of(cls, text: str) -> Self | None:
        """None where it is no URI, or one that might be read in two ways."""
        found = _PARTS.fullmatch(straightened(text))
        return cls(*found.group(*cls._fields)) if found else None


class Pattern:
    """Raises `ValueError`, with what is wrong, for a text that is no pattern."""

    def __init__(self, text: str) -> None:
        parts = Parts.of(text) if len(text) <= MAX_LENGTH else None
        if parts is None or any(ord(c) < 0x21 or ord(c) == 0x7F for c in text):
            raise ValueError("write scheme://…, with * for what may be anything: mysql://*@db.example.com*")
        self._parts = parts
        self._ends_open = parts[3:] == (None, None, None) and parts.host[-1:] == "*"

    def matches(self, uri: str) -> bool:
        """`uri`: with references in it, not with their values."""
        parts = Parts.of(uri)
        return parts is not None and self.fits(parts)

    def fits(self, parts: Parts) -> bool:
        """The same for a URI that was taken apart before, as for many patterns."""
        own = self._parts
        return (
            parts.scheme == own.scheme
            and _fits(parts.account, own.account)
            and self._fits_host(parts.host)
            and (self._ends_open or (_fits(parts.port, own.port) and _fits(parts.path, own.path)))
            and _fits(parts.fragment, own.fragment)
        )

    def _fits_host(self, host: str) -> bool:
        """A `*` at the very end of a pattern is for port and path, unless there is no name before it."""
        pattern = self._parts.host
        if self._ends_open and pattern[-2:-1] not in _OPEN:
            pattern = pattern[:-1]
        return host == pattern or (_NAME.fullmatch(host) is not None and _fits(host, pattern))


def _fits(text: str | None, pattern: str | None) -> bool:
    if text is None or pattern is None:
        return text is pattern
    first, *others = pattern.split("*")
    if not others:
        return text == first
    *middle, last = others
    if not text.startswith(first):
        return False
    place = len(first)
    for piece in middle:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return len(text) - len(last) >= place and text.endswith(last)
