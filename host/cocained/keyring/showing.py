"""Keys of tokens, as people and as programs read them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from cocaine_sdk.redaction import redacted
from cocained.core.authority.records import Record, StoredKey, Terms
from cocained.keyring.keyring import Listed, parsed
from cocained.logs import neutral

_HEAD = ("TOKEN", "KIND", "FINGERPRINT", "ADDED", "MAY")
_UNREADABLE = "written by another version; it may do nothing"


def described(listed: Listed) -> dict[str, Any]:
    """For programs."""
    token, record = listed
    if record is None:
        return {"token": token, "keys": [], "error": _UNREADABLE}
    terms = record.terms
    return {
        "token": token,
        "keys": [dict(zip(("kind", "fingerprint", "added"), _key(key), strict=True)) for key in record.keys],
        "allow": terms.allow,
        "uris": None if terms.uris is None else [redacted(pattern) for pattern in terms.uris],
        "rate": terms.rate,
        "curve": terms.curve or None,
    }


def table(listed: list[Listed]) -> str:
    rows = [_HEAD, *(row for one in listed for row in _rows(one))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def line(token: str, record: Record) -> str:
    """What was added."""
    return "\n".join("  ".join(cell for cell in row if cell != "-") for row in _rows(Listed(token, record)))


def _rows(listed: Listed) -> Iterator[tuple[str, ...]]:
    token, record = neutral(listed.token), listed.record
    if record is None:
        yield (token, "-", "-", "-", _UNREADABLE)
        return
    may = neutral(_may(record.terms))
    for key in record.keys:
        kind, fingerprint, added = _key(key)
        yield (token, kind, fingerprint, _moment(added), may)
    if not record.keys:
        yield (token, "-", "-", "-", may)


def _key(key: StoredKey) -> tuple[str, str, float]:
    found = parsed(key)
    return ("unusable", "-", key.added) if found is None else (found.kind, found.fingerprint, key.added)


def _may(terms: Terms) -> str:
    """What limits it, in the words of its options."""
    said = [f"--allow {action}" for action in terms.allow or ()]
    said += [f"--uri {redacted(pattern)}" for pattern in terms.uris or ()]
    said += [] if terms.rate is None else [f"--rate {terms.rate:g}"]
    said += [f"--curve {terms.curve}"] if terms.curve else []
    return " ".join(said) or "everything"


def _moment(unix: float) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix))
    except (OverflowError, ValueError, OSError):
        return f"{unix:g}"
