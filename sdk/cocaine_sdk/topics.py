"""The topics of events: `<key> SP <field> SP <hostname> SP <unix time>` (protocol.md, Events)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_unsafe = re.compile(r"[\s\x00-\x1f]+")
_encoded = re.compile(r"(?:%[0-9A-F]{2})+")


def encode_field(field: str) -> str:
    """A field's name as a topic holds it: white space and controls percent-encoded, all else as it is."""
    return field if field.isalnum() else _unsafe.sub(lambda found: quote(found[0]), field)


def decode_field(field: str) -> str:
    """The field's name again. One that looks encoded itself, such as `a%20b`, cannot be told from `a b`."""
    return _encoded.sub(_unsafe_or_as_is, field)


def topic(key: str, field: str | None = None) -> bytes:
    """What to subscribe to. ZeroMQ matches by prefix; the space at the end makes the match exact."""
    return f"{key} ".encode() if field is None else f"{key} {encode_field(field)} ".encode()


def _unsafe_or_as_is(encoded: re.Match[str]) -> str:
    decoded = unquote(encoded[0])
    return decoded if _unsafe.fullmatch(decoded) else encoded[0]
