"""The measure of an event, for both sides of the wall: the cell tells its source, the host trusts no cell."""

from __future__ import annotations

import re

MAX_FIELDS = 1000
MAX_NAME = 256
"""Characters of a field's name."""
MAX_KEY = 256
"""Characters of a store key."""
MAX_VALUE = 256 << 10
"""Bytes of a stored value, as JSON."""
MAX_DEPTH = 64
"""Objects and lists inside each other, the event's own object among them."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def is_too_deep(event: bytes) -> bool:
    """Whether the JSON nests past `MAX_DEPTH`."""
    return event.count(b"[") + event.count(b"{") > MAX_DEPTH and _peel(event)


def _peel(event: bytes) -> bool:
    """Each pass takes the innermost brackets off, at the speed of C."""
    brackets = _STRING.sub(b"", event).translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)
