"""What each source may take: `[limits]` for all of them, `[[limit]]` by patterns of their URIs (configuration.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

from cocained.core.patterns import Parts, Pattern

MOST_KNOWN = 10_000
"""Sources whose allowance is remembered."""
MEMORY, STORE = 256 << 20, 16 << 20
"""Bytes, where nobody says anything else."""
_SHOWN = 120
"""Characters of a pattern that a sentence has."""


class Kind(StrEnum):
    """What is limited. Each is a key of `[[limit]]`."""

    MEMORY = "memory"
    CPU = "cpu"
    TIMEOUT = "timeout"
    EVENTS = "events"
    STORE = "store"


class Limit(Protocol):
    """One `[[limit]]`, as the configuration has it. None: it says nothing of that."""

    @property
    def source(self) -> str: ...
    @property
    def memory(self) -> int | None: ...
    @property
    def cpu(self) -> float | None: ...
    @property
    def timeout(self) -> float | None: ...
    @property
    def events(self) -> float | None: ...
    @property
    def store(self) -> int | None: ...


class Allowance(NamedTuple):
    """What one source may take. None: as much as there is."""

    memory: int = MEMORY
    """Bytes of memory of each of its cells."""
    store: int = STORE
    """Bytes that all sources of its URI keep in their store."""
    cpu: float | None = None
    """Cores that each of its cells may use, over time."""
    timeout: float | None = None
    """Seconds that one run may take."""
    events: float | None = None
    """Events that all sources of its URI may publish a second."""
    said_by: Mapping[Kind, str] = {}
    """The patterns of the `[[limit]]`s that say so; what has none is of `[limits]`."""

    def key(self, kind: Kind) -> str:
        """Where the operator can change it, for sentences."""
        pattern = self.said_by.get(kind)
        return f"[limits] {kind}" if pattern is None else f"[[limit]] {kind} of {pattern[:_SHOWN]}"

    def described(self) -> dict[str, float]:
        """For `explain`: what is limited, by its key."""
        values = ((kind, getattr(self, kind)) for kind in Kind)
        return {str(kind): value for kind, value in values if value is not None}


class _Row(NamedTuple):
    pattern: Pattern
    source: str
    values: Mapping[Kind, Any]


class Allowances:
    """The limits in force. What a source may take is asked for anew at each use."""

    def __init__(self, memory: int = MEMORY, store: int = STORE, rows: Iterable[Limit] = ()) -> None:
        """Of rows that `faults` has nothing to say of."""
        self._known: dict[str, Allowance] = {}
        self.replace(memory, store, rows)

    def replace(self, memory: int, store: int, rows: Iterable[Limit]) -> None:
        """From now on these are in force. `memory` and `store`: bytes, for the sources of which no row says more."""
        self._all = Allowance(memory, store)
        self._rows = tuple(_Row(Pattern(row.source), row.source, _values(row)) for row in rows)
        self._known.clear()

    def of(self, uri: str) -> Allowance:
        """Of each kind the last row counts that fits the source and says something of it."""
        allowance = self._known.get(uri)
        if allowance is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            allowance = self._known[uri] = self._found(uri)
        return allowance

    def _found(self, uri: str) -> Allowance:
        readings = [parts for parts in map(Parts.of, _readings(uri)) if parts is not None]
        values: dict[Kind, Any] = {}
        said_by: dict[Kind, str] = {}
        for row in self._rows:
            if any(map(row.pattern.fits, readings)):
                values |= row.values
                said_by |= dict.fromkeys(row.values, row.source)
        return self._all._replace(**values, said_by=said_by)


def faults(rows: Iterable[Limit]) -> Iterator[str]:
    """What is wrong with limits, a sentence for each."""
    for number, row in enumerate(rows, 1):
        try:
            Pattern(row.source)
        except ValueError as error:
            yield f"limit[{number}].source: {row.source[:200]!r}: {error}"
        if not _values(row):
            yield f"limit[{number}]: it limits nothing; give it one of {', '.join(Kind)}"


def _values(row: Limit) -> dict[Kind, Any]:
    values = ((kind, getattr(row, kind)) for kind in Kind)
    return {kind: value for kind, value in values if value is not None}


def _readings(uri: str) -> Iterator[str]:
    """The URI as it is written, and as whoever finds the source reads it: nobody shall slip out of a limit by another
    spelling of the same, by an account or a port that is of no matter, or by a fragment."""
    yield uri
    parts = Parts.of(uri)
    if parts is None:
        return
    path, _, query = (parts.path or "").partition("?")
    straight = "/" + "/".join(unquote(segment) for segment in path.split("/") if segment)
    tail = straight + (f"?{query}" if query else "")
    accounts = ("",) if parts.account is None else ("", f"{parts.account}@")
    ports = ("",) if parts.port is None else ("", f":{parts.port}")
    for account, port in product(accounts, ports):
        yield f"{parts.scheme}://{account}{parts.host.lower()}{port}{tail}"
