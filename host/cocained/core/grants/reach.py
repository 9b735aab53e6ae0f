"""What a source may reach: of what the operator grants, and within that of what the source itself wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, Self, TypeVar

import msgspec

from cocained.core.grants import elements
from cocained.core.grants.elements import Place
from cocained.outreach.urls import Url

T = TypeVar("T")


class Kind(StrEnum):
    """A key of a `[[grant]]`."""

    READ = "read"
    CONNECT = "connect"
    FETCH = "fetch"
    ENV = "env"


class Wanted(NamedTuple):
    """One element of a grant, for people."""

    kind: Kind
    what: str


class Reach(msgspec.Struct, frozen=True):
    """What may be reached, each element in one spelling. Nothing, unless it is said."""

    read: tuple[str, ...] = ()
    """Paths, each for itself and for all beneath it."""
    connect: tuple[Place, ...] = ()
    fetch: tuple[Url, ...] = ()
    """Beginnings of URLs."""
    env: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls, read: Iterable[str], connect: Iterable[str], fetch: Iterable[str], env: Iterable[str]
    ) -> Self:
        """Raises `ValueError`, with the element and what is wrong with it."""
        return cls(
            tuple(_parsed(read, elements.root)),
            tuple(_parsed(connect, Place.parse)),
            tuple(_parsed(fetch, Url.beginning)),
            tuple(_parsed(env, elements.variable)),
        )

    def __or__(self, other: Reach) -> Reach:
        return Reach(
            _united(self.read, other.read),
            _united(self.connect, other.connect),
            _united(self.fetch, other.fetch),
            _united(self.env, other.env),
        )

    def within(self, wants: Reach) -> Reach:
        """What is both granted and wanted."""
        return Reach(
            _common(self.read, wants.read, elements.covers),
            _common(self.connect, wants.connect, _same),
            _common(self.fetch, wants.fetch, _begins),
            _common(self.env, wants.env, _same),
        )

    def __iter__(self) -> Iterator[Wanted]:
        """All of it, for people."""
        return Reach().lacking(self)

    def has(self, wanted: Wanted) -> bool:
        """Of an element that can be read."""
        nothing: dict[str, tuple[str, ...]] = dict.fromkeys(Kind, ())
        return self.includes(Reach.parse(**(nothing | {wanted.kind: (wanted.what,)})))

    def lacking(self, wants: Reach) -> Iterator[Wanted]:
        """What is wanted and not, or not as a whole, granted."""
        yield from (Wanted(Kind.READ, path) for path in _beyond(self.read, wants.read, elements.covers))
        yield from (Wanted(Kind.CONNECT, str(place)) for place in _beyond(self.connect, wants.connect, _same))
        yield from (Wanted(Kind.FETCH, url.text) for url in _beyond(self.fetch, wants.fetch, _begins))
        yield from (Wanted(Kind.ENV, name) for name in _beyond(self.env, wants.env, _same))

    def includes(self, other: Reach) -> bool:
        """Whether whoever has this has the other too."""
        return next(self.lacking(other), None) is None

    @property
    def opens(self) -> bool:
        """Whether anything in it is handed over as a descriptor."""
        return bool(self.read or self.connect)

    def reads(self, path: str) -> bool:
        """A path as `elements.path` gives it."""
        return any(elements.covers(root, path) for root in self.read)


def _parsed(texts: Iterable[str], parse: Callable[[str], T]) -> Iterator[T]:
    for text in texts:
        try:
            yield parse(text)
        except ValueError as error:
            raise ValueError(f"{text[:200]!r}: {error}") from None


def _united(mine: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*mine, *others)))


def _common(mine: tuple[T, ...], others: tuple[T, ...], covers: Callable[[T, T], bool]) -> tuple[T, ...]:
    """Of two that overlap one lies within the other: that is what both give."""
    narrower = [
        other if covers(one, other) else one
        for one in mine
        for other in others
        if covers(one, other) or covers(other, one)
    ]
    return tuple(dict.fromkeys(narrower))


def _beyond(mine: tuple[T, ...], others: tuple[T, ...], covers: Callable[[T, T], bool]) -> Iterator[T]:
    return (other for other in others if not any(covers(one, other) for one in mine))


def _begins(beginning: Url, wanted: Url) -> bool:
    return wanted.begins_with(beginning)


def _same(one: object, other: object) -> bool:
    return one == other
