"""Events on the export socket, as a subscriber reads them (protocol.md, Events)."""

from __future__ import annotations

from typing import Any

import msgspec

from cocaine_sdk.readiness import Frames
from cocaine_sdk.topics import decode_field


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


def parse(frames: Frames) -> Event | None:
    """The event; None where the message is none."""
    try:
        header, body = frames
        key, field, hostname, timestamp = header.decode().split(" ")
        return Event(key, decode_field(field), hostname, float(timestamp), body.decode(errors="replace"))
    except ValueError:
        return None
