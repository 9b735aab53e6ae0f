"""How things are printed: plain tables for people, JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import click

_TURNS = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""What ends a line or turns the direction of text."""
_CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f{_TURNS}]")
_CONTROL_BUT_NEWLINE = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f{_TURNS}]")


_C1 = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}
"""What a terminal would obey, and JSON does not escape by itself."""


def document(value: object) -> None:
    """One JSON document on a line of its own."""
    import msgspec

    click.echo(msgspec.json.encode(value).decode().translate(_C1))


def sentence(text: str) -> None:
    """An error: to stderr, its lines kept."""
    click.echo("cocaine: " + "\n".join(lines(text)), err=True)


def hint(text: str) -> None:
    """What is of use to people only."""
    click.echo(text, err=True)


def line(text: str) -> None:
    click.echo(clean(text))


def clean(text: str) -> str:
    """The text without what a terminal would obey: sources are not trusted with it."""
    return _CONTROL.sub(_escaped, text)


def lines(text: str) -> list[str]:
    """The same for a text of several lines, which are kept: the caret of a source's error stands below its line."""
    return _CONTROL_BUT_NEWLINE.sub(_escaped, text.replace("\t", " ")).split("\n")


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def table(rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> None:
    """Rows in aligned columns, two spaces between them."""
    for row in grid(rows, head):
        click.echo(row)


def grid(
    rows: Iterable[Sequence[object]], head: Sequence[str] = (), numbers: Collection[int] = ()
) -> list[str]:
    """The lines of a table. `numbers`: the columns that are aligned to the right."""
    texts = [[clean(shown(cell)) for cell in row] for row in ([head, *rows] if head else rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(_aligned(row, widths, numbers)).rstrip() for row in texts]


def _aligned(row: Sequence[str], widths: Sequence[int], numbers: Collection[int]) -> Iterable[str]:
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if place in numbers else cell.ljust(width)


def shown(value: object) -> str:
    """A value on one line: strings as they are, the rest as JSON."""
    if isinstance(value, str):
        return value
    import msgspec

    return msgspec.json.encode(value).decode()


def fields(event: Mapping[str, Any]) -> str:
    """An event on one line."""
    return " ".join(f"{name}={shown(value)}" for name, value in event.items())


def arguments(given: Mapping[str, Any]) -> str:
    """A task's arguments on one line: 5000 for 5000.0, since lengths of time travel as floats."""
    return fields({name: _plain(value) for name, value in given.items()}) or "-"


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def flattened(value: Mapping[str, Any], path: str = "") -> Iterable[tuple[str, object]]:
    """The leaves of nested objects, each with its dotted path."""
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flattened(inner, f"{path}{name}.")
        else:
            yield path + name, inner
