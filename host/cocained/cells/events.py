"""What a cell says, read as hostile: an event is checked to be a JSON object within bounds, and decoded no further."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.cells.measures import MAX_FIELDS, MAX_NAME, is_too_deep
from cocained.core.contracts import NOTHING, EventFields

MAX_WORDS = 4096
"""Characters of a sentence that a cell may have the host repeat."""

_fields = msgspec.json.Decoder(dict[str, Raw])


class HostileEvent(ValueError):
    """What no cell that runs our own loop would send."""


def read(event: bytes) -> EventFields:
    """The fields of an event. Raises `HostileEvent`."""
    if not event:
        return NOTHING
    try:
        event.decode()  # msgspec leaves the inside of a raw string unchecked
        fields = _fields.decode(event)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise HostileEvent(f"an event that is no JSON object: {error}") from None
    if len(fields) > MAX_FIELDS:
        raise HostileEvent(f"an event of {len(fields)} fields")
    if len(event) > MAX_NAME and any(len(name) > MAX_NAME for name in fields):
        raise HostileEvent("a field name without measure")
    if is_too_deep(event):
        raise HostileEvent("an event nested too deeply")
    return EventFields(fields, event)


def read_failure(said: Failure) -> Failure:
    """A failure as a cell tells it, with its sentences cut to measure and its code one that sources have."""
    return Failure(
        code=said.code if said.code in failure.CELL_CODES else failure.SOURCE_ERROR,
        message=said.message[:MAX_WORDS],
        file=said.file[:MAX_NAME],
        line=said.line,
        column=min(said.column, MAX_NAME),
        text=said.text[:MAX_NAME],
        hint=said.hint[:MAX_WORDS],
    )
