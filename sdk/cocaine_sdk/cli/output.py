"""How things are printed: plain tables for people, JSON for programs."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_NEWLINE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def document(value: object) -> None:
    """One JSON document on a line of its own."""
    import msgspec

    click.echo(msgspec.json.encode(value).decode())


def sentence(text: str) -> None:
    """An error: to stderr, its lines kept, since the caret of a source error stands below its line."""
    click.echo(f"cocaine: {_CONTROL_BUT_NEWLINE.sub(_escaped, text)}", err=True)


def hint(text: str) -> None:
    """What is of use to people only."""
    click.echo(text, err=True)


def line(text: str) -> None:
    click.echo(clean(text))


def clean(text: str) -> str:
    """The text without what a terminal would obey: sources are not trusted with it."""
    return _CONTROL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def table(rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> None:
    """Rows in aligned columns, two spaces between them."""
    texts = [[clean(shown(cell)) for cell in row] for row in ([head, *rows] if head else rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def shown(value: object) -> str:
    """A value on one line: strings as they are, the rest as JSON."""
    if isinstance(value, str):
        return value
    import msgspec

    return msgspec.json.encode(value).decode()


def fields(event: Mapping[str, Any]) -> str:
    """An event on one line."""
    return " ".join(f"{name}={shown(value)}" for name, value in event.items())


def flattened(value: Mapping[str, Any], path: str = "") -> Iterable[tuple[str, object]]:
    """The leaves of nested objects, each with its dotted path."""
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flattened(inner, f"{path}{name}.")
        else:
            yield path + name, inner


def clock(timestamp: float) -> str:
    """A moment of the last day by its time, an older one by its date too; local."""
    moment = time.localtime(timestamp)
    day = "%H:%M:%S" if abs(time.time() - timestamp) < 24 * 3600 else "%Y-%m-%d %H:%M:%S"
    return f"{time.strftime(day, moment)}.{int(timestamp * 1000) % 1000:03d}"


def until(timestamp: float | None) -> str:
    """How long from now: `in 4 s`; `-` for never."""
    if timestamp is None:
        return "-"
    seconds = max(0.0, timestamp - time.time())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"in {seconds / size:.0f} {unit}"
    return f"in {seconds:.0f} s" if seconds >= 10 else f"in {seconds:.1f} s"
