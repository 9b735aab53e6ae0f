"""Which sources may reach what: the operator's `[[grant]]`s, by patterns of source URIs (configuration.md, Grants)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from cocained.core.grants.reach import Kind, Reach
from cocained.core.patterns import Parts, Pattern

MOST_KNOWN = 10_000
"""Sources whose reach is remembered."""
NOTHING = Reach()


class Grant(Protocol):
    """One `[[grant]]`, as the configuration has it."""

    @property
    def source(self) -> str: ...
    @property
    def read(self) -> tuple[str, ...]: ...
    @property
    def connect(self) -> tuple[str, ...]: ...
    @property
    def fetch(self) -> tuple[str, ...]: ...
    @property
    def env(self) -> tuple[str, ...]: ...


class _Rule(NamedTuple):
    pattern: Pattern
    reach: Reach


class Grants:
    """The grants in force. What a source has is asked for anew at each use."""

    def __init__(self, rows: Iterable[Grant] = ()) -> None:
        """Of rows that `faults` has nothing to say of."""
        self._rules: tuple[_Rule, ...] = ()
        self._known: dict[str, Reach] = {}
        self.replace(rows)

    def replace(self, rows: Iterable[Grant]) -> None:
        """From now on these are in force, and no others."""
        self._rules = tuple(_Rule(Pattern(row.source), _reach(row)) for row in rows)
        self._known.clear()

    def of(self, uri: str) -> Reach:
        """What the source of this URI may reach: all that the grants together give it."""
        reach = self._known.get(uri)
        if reach is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            reach = self._known[uri] = self._found(uri)
        return reach

    def _found(self, uri: str) -> Reach:
        reach, parts = NOTHING, Parts.of(uri)
        for rule in self._rules:
            if parts is not None and rule.pattern.fits(parts):
                reach |= rule.reach
        return reach

    @property
    def everything(self) -> Reach:
        """What any source may reach."""
        reach = NOTHING
        for rule in self._rules:
            reach |= rule.reach
        return reach


def faults(rows: Iterable[Grant]) -> Iterator[str]:
    """What is wrong with the elements of grants, a sentence for each."""
    for number, row in enumerate(rows, 1):
        try:
            Pattern(row.source)
        except ValueError as error:
            yield f"grant[{number}].source: {row.source[:200]!r}: {error}"
        for kind in Kind:
            yield from _faults(f"grant[{number}].{kind}", kind, getattr(row, kind))


def _faults(key: str, kind: Kind, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        try:
            Reach.parse(**(dict.fromkeys(Kind, ()) | {kind: (text,)}))
        except ValueError as error:
            yield f"{key}: {error}"


def _reach(row: Grant) -> Reach:
    return Reach.parse(row.read, row.connect, row.fetch, row.env)
