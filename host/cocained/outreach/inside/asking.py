"""What may be said to a web server: a method, headers that forge nothing, a body that is no larger than an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cocained.outreach.inside.refusing import forbidden
from cocained.outreach.orders import MAX_BODY, Fetch

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOST_HEADERS = 64
LONGEST_HEADERS = 16 << 10
"""Characters of all names and values."""

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_OURS = frozenset(
    (
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade", "via",
    )
)  # fmt: skip
"""Headers that say how the request is sent, and where to."""
_PUBLIC = frozenset(
    (
        "accept",
        "accept-language",
        "cache-control",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "user-agent",
    )
)
"""Headers that may be told to an origin that they were not meant for: they hold no password."""

Headers = tuple[tuple[str, str], ...]


def check(order: Fetch) -> None:
    """Raises `Refused`."""
    if order.method not in METHODS:
        raise forbidden(f"the method {order.method[:20]!r} is none of {', '.join(METHODS)}")
    if len(order.body or b"") > MAX_BODY:
        raise forbidden(f"the body has more than {MAX_BODY} bytes")
    if len(order.headers) > MOST_HEADERS or _size(order.headers) > LONGEST_HEADERS:
        raise forbidden(
            f"there are more than {MOST_HEADERS} headers, or {LONGEST_HEADERS} characters in them"
        )
    for name, value in order.headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise forbidden(f"the header {name[:80]!r} has characters in it that a header cannot have")
        if name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise forbidden(f"the header {name[:80]!r} is not for a source to set")


def for_stranger(headers: Headers) -> Headers:
    """What of these goes along to another origin, where one redirects to it."""
    return tuple((name, value) for name, value in headers if name.lower() in _PUBLIC)


def _size(headers: Iterable[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in headers)
