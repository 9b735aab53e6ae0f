"""Events on the export socket, as a subscriber reads them (protocol.md, section 3)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from cocaine_sdk.readiness import Frames

_unsafe = re.compile(r"[\s\x00-\x1f]+")
_encoded = re.compile(r"(?:%[0-9A-F]{2})+")


class Event(msgspec.Struct, frozen=True):
    """One field of what one run of a task produced."""

    key: str
    """The subscription key of the task."""
    field: str
    hostname: str
    """Where the task ran."""
    timestamp: float
    """Unix time, seconds."""
    text: str
    """The value as it was published."""

    @property
    def value(self) -> Any:
        """The value as JSON reads it: 10 for `10`; the text itself where it is no JSON.

        Strings are published bare, so that a string `10` and the number 10 cannot be told apart.
        """
        try:
            return msgspec.json.decode(self.text)
        except (msgspec.DecodeError, RecursionError):
            return self.text


def topic(key: str, field: str | None = None) -> bytes:
    """What to subscribe to. ZeroMQ matches by prefix; the space at the end makes the match exact."""
    return f"{key} ".encode() if field is None else f"{key} {encode_field(field)} ".encode()


def encode_field(field: str) -> str:
    """A field's name as a topic holds it: white space and controls percent-encoded, all else as it is."""
    return _unsafe.sub(lambda found: quote(found[0]), field)


def decode_field(field: str) -> str:
    return _encoded.sub(_unsafe_or_as_is, field)


def _unsafe_or_as_is(encoded: re.Match[str]) -> str:
    decoded = unquote(encoded[0])
    return decoded if _unsafe.fullmatch(decoded) else encoded[0]


def parse(frames: Frames) -> Event | None:
    """The event; None where the message is none."""
    try:
        header, body = frames
        key, field, hostname, timestamp = header.decode().split(" ")
        return Event(key, decode_field(field), hostname, float(timestamp), body.decode(errors="replace"))
    except ValueError:
        return None
