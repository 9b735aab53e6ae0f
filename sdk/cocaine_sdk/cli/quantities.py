"""Quantities for people: moments, lengths of time, sizes."""

from __future__ import annotations

import time

_DAY = 24 * 3600
_LONG = ((_DAY, "d"), (3600, "h"), (60, "min"))
_LARGE = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def clock(timestamp: float) -> str:
    """A moment of today by its time, another by its date too; local."""
    try:
        moment = time.localtime(timestamp)
    except (OverflowError, ValueError):  # a source may name any time
        return f"{timestamp:g}"
    day = "%H:%M:%S" if moment[:3] == time.localtime()[:3] else "%Y-%m-%d %H:%M:%S"
    return f"{time.strftime(day, moment)}.{int(timestamp * 1000) % 1000:03d}"


def zoned(timestamp: float, zone: str) -> str:
    """A moment by its date, its time and its zone: the local one and, where it is another, `zone` of the IANA."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromtimestamp(timestamp, UTC)
        local, there = moment.astimezone(), moment.astimezone(ZoneInfo(zone))
    except (OverflowError, ValueError, OSError, KeyError):  # no such moment, or no such zone on this machine
        return f"{clock(timestamp)} (local)"
    form = "%Y-%m-%d %H:%M:%S"
    here = f"{local:{form}} {local.tzname()}"
    return here if local.utcoffset() == there.utcoffset() else f"{there:{form}} {zone}, {here}"


def until(timestamp: float | None) -> str:
    """How long from now: `in 4.0 s`; `-` for never."""
    return "-" if timestamp is None else f"in {length(timestamp - time.time())}"


def ago(timestamp: float) -> str:
    """How long before now: `4.0 s ago`."""
    return f"{length(time.time() - timestamp)} ago"


def length(seconds: float) -> str:
    """`4.2 s`, `75 s`, `12 min`, `3 h`, `5 d`; what is negative is nothing."""
    seconds = max(0.0, seconds)
    for size, unit in _LONG:
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def span(milliseconds: float) -> str:
    """`4.2 ms`, `120 ms`, and from a second on as `length`."""
    if milliseconds >= 1000:
        return length(milliseconds / 1000)
    milliseconds = max(0.0, milliseconds)
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"


def size(octets: float) -> str:
    """`512 B`, `24.3 MiB`."""
    for unit, name in _LARGE:
        if octets >= unit:
            return f"{octets / unit:.1f} {name}"
    return f"{octets:.0f} B"
