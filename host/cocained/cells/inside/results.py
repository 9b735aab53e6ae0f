"""From what a source returned to the event that it means (sources.md, What a run gives)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.failure import Failure
from cocained.cells.measures import MAX_DEPTH, MAX_FIELDS, MAX_NAME, is_too_deep

MAX_EVENT = (1 << 20) - 1024
"""Bytes of an event as JSON: what a frame holds."""
_SHORT = 2 * MAX_DEPTH
"""Bytes in which no event can break a measure, so that the common ones are not looked at twice."""


class BadResult(Exception):
    """The result is no event."""

    def __init__(self, reason: Failure) -> None:
        self.failure = reason
        super().__init__(reason.message)


def _more(value: object) -> object:
    """What JSON can say though msgspec does not know the type."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, deque | range):
        return list(value)
    if isinstance(value, Fraction | complex):
        return str(value)
    raise TypeError(f"a {type(value).__name__} is not what JSON can say")


_encoder = msgspec.json.Encoder(enc_hook=_more)
_names = msgspec.json.Decoder(dict[str, msgspec.Raw])


def encode_event(result: Any) -> bytes:
    """The event's fields as one JSON object; empty where there is nothing to say. Raises `BadResult`."""
    if result is None:
        return b""
    fields = result if isinstance(result, Mapping) else {"result": result}
    if not fields:
        return b""
    try:
        event = _encoder.encode(fields if type(fields) is dict else dict(fields))
    except MemoryError:
        raise
    except RecursionError:
        raise BadResult(_bad("the result contains itself, or is nested too deeply")) from None
    except Exception as error:
        raise BadResult(_bad(f"the result cannot be encoded: {error}")) from None
    if len(event) > MAX_EVENT:
        raise BadResult(
            Failure(
                code=failure.RESULT_TOO_LARGE,
                message=f"the result has {len(event)} bytes as JSON, and {MAX_EVENT} are the most",
                hint="return less in one run, or keep the bulk in the store",
            )
        )
    if len(event) > _SHORT:
        _measure(event)
    return event


def _measure(event: bytes) -> None:
    """What the host would take for hostile is told to the source instead. Raises `BadResult`."""
    names = _names.decode(event)
    if len(names) > MAX_FIELDS:
        raise BadResult(_bad(f"the result has {len(names)} fields, and {MAX_FIELDS} are the most"))
    if (longest := max(map(len, names))) > MAX_NAME:
        raise BadResult(_bad(f"a field's name has {longest} characters, and {MAX_NAME} are the most"))
    if is_too_deep(event):
        raise BadResult(_bad(f"the result is nested too deeply: {MAX_DEPTH} levels are the most"))


def _bad(message: str) -> Failure:
    return Failure(
        code=failure.BAD_RESULT,
        message=message,
        hint="return a dict of strings, numbers, true/false, None, lists and dicts",
    )
