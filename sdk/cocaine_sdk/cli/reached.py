"""What a source may reach, wants and was denied, for people: with the lines that an operator would add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocaine_sdk.cli import output
from cocaine_sdk.cli.quantities import clock

if TYPE_CHECKING:
    from cocaine_sdk.explanation import ReachState
    from cocaine_sdk.granting import Element

_INDENT = "  "
_HEAD = ("COUNT", "LAST", "KIND", "WHAT")


def reached(uri: str, reach: ReachState) -> Iterator[str]:
    """Sections; nothing where there is nothing to say. `uri`: of the source, as it is shown."""
    yield from _section("may reach", _listed(reach.granted))
    yield from _section("wants, and is not granted", _listed(reach.lacking))
    yield from _section("not granted", _denied(reach))
    elements = missing(reach)
    if elements:
        from cocaine_sdk.granting import lines_of

        yield from _section(
            "what would grant it, in the daemon's configuration", lines_of(uri, elements).split("\n")
        )


def missing(reach: ReachState) -> list[Element]:
    """All that could be granted, and is not."""
    found = {(each.kind, each.what): None for each in reach.denied if each.grant}
    found |= {(kind, what): None for kind, elements in reach.lacking.items() for what in elements}
    return list(found)


def _listed(elements: dict[str, list[str]]) -> list[str]:
    return output.grid((kind, what) for kind, found in elements.items() for what in found)


def _denied(reach: ReachState) -> list[str]:
    rows = [(each.count, clock(each.last), each.kind, each.what) for each in reach.denied]
    found = output.grid(rows, _HEAD, numbers=(0,)) if rows else []
    return found + ([f"… and {reach.others} more"] if reach.others else [])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(_INDENT + line for line in lines))
