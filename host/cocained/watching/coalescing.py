"""Many changes of one path become one, so that a source which follows them ends up with what is there.

    before      created     modified    deleted          moved here
    nothing     created     modified    deleted          moved
    created     created     created     nothing          moved
    modified    modified    modified    deleted          moved
    moved       moved       moved       both deleted     moved; where the first came from is deleted
    deleted     modified    modified    deleted          moved

A path that was made and is then moved on was made where it is now; one that was moved twice came from where it was
first. What came and went within one burst is not told. A path stands where its first change was, a moved one where it
was moved.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from cocained.watching.changes import Change, Kind

ENTRY_SIZE = 200
"""Bytes that an entry takes beside its paths, about."""


class Entry(NamedTuple):
    """What is to be told of a path."""

    kind: Kind
    source: str = ""
    fresh: bool = False
    """Nothing was at the path when the burst began."""
    number: int = 0
    """Entries are numbered in the order in which they are told."""


class Coalesced:
    """Entries by path, up to a number of paths and of bytes; what finds no room is counted."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.lost = 0
        self.last = 0
        """The number of the newest entry."""
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()  # of a dict the first is not quick to find

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        self._entries.clear()
        self._bytes = 0

    def first(self) -> tuple[str, Entry] | None:
        return next(iter(self._entries.items()), None)

    def pop(self, path: str) -> Entry | None:
        entry = self._entries.pop(path, None)
        if entry is not None:
            self._bytes -= _size(path, entry)
        return entry

    def add(self, change: Change) -> None:
        match change.kind:
            case Kind.MOVED:
                self._move(change.source, change.path)
            case Kind.DELETED:
                self._delete(change.path)
            case Kind.CREATED:
                self._create(change.path, fresh=not change.cookie)
            case Kind.MODIFIED:
                self._modify(change.path)

    def _create(self, path: str, fresh: bool) -> None:
        before = self._entries.get(path)
        if before is None:
            self._put(path, Entry(Kind.CREATED, fresh=fresh))
        elif before.kind is Kind.DELETED:
            self._become(path, before, Kind.MODIFIED)

    def _modify(self, path: str) -> None:
        before = self._entries.get(path)
        if before is None:
            self._put(path, Entry(Kind.MODIFIED))
        elif before.kind is Kind.DELETED:
            self._become(path, before, Kind.MODIFIED)

    def _delete(self, path: str) -> None:
        before = self._entries.get(path)
        if before is None:
            self._put(path, Entry(Kind.DELETED))
        elif before.fresh:
            self.pop(path)
        else:
            self._become(path, before, Kind.DELETED)
            self._forsake(before)

    def _move(self, source: str, path: str) -> None:
        before, covered = self.pop(source), self.pop(path)
        if before is not None and before.kind is Kind.MOVED:
            self._gone(source)  # it may have covered something that was there
            source = before.source
        if covered is not None:
            self._forsake(covered)
        made = before is not None and before.fresh
        self._put(path, self._moved(source, path, made))

    def _moved(self, source: str, path: str, made: bool) -> Entry:
        there = self._entries.get(source)
        if source == path:
            return Entry(Kind.MODIFIED)  # there and back
        if made or (there is not None and there.kind is not Kind.DELETED):
            return Entry(Kind.CREATED)  # who drops the source now would drop what has come there since
        return Entry(Kind.MOVED, source)

    def _forsake(self, entry: Entry) -> None:
        """What had been moved here is here no longer, and so it is gone from where it was."""
        if entry.source:
            self._gone(entry.source)

    def _gone(self, path: str) -> None:
        if path not in self._entries:
            self._put(path, Entry(Kind.DELETED))

    def _become(self, path: str, before: Entry, kind: Kind) -> None:
        """Keep the place in the order."""
        self._bytes -= len(before.source)
        self._entries[path] = Entry(kind, number=before.number)

    def _put(self, path: str, entry: Entry) -> None:
        """At the end."""
        size = _size(path, entry)
        if len(self._entries) >= self._most or self._bytes + size > self._most_bytes:
            self.lost += 1
            return
        self.last += 1
        self._bytes += size
        self._entries[path] = entry._replace(number=self.last)


def _size(path: str, entry: Entry) -> int:
    return ENTRY_SIZE + len(path) + len(entry.source)
