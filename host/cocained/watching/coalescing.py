"""Many changes of one path become one, so that a source which follows them ends up with what is there.

    before      created     modified    deleted     moved on
    nothing     created     modified    deleted     moved
    created     created     created     nothing     created, where it is now
    modified    modified    modified    deleted     moved
    moved       moved       moved       both        both
    deleted     modified    modified    deleted

What came and went within one burst is not told, and neither is what became of the contents of a folder before that was
deleted. What became of them before it was moved is told after that, where they are now.
A folder is only `modified` where another has taken its place: what was in the old one is gone.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from cocained.watching.changes import Change, Kind, Was
from cocained.watching.folders import Folders

ENTRY_SIZE = 400
"""Bytes that an entry takes beside its paths, about."""


class Entry(NamedTuple):
    """What is to be told of a path."""

    kind: Kind
    path: str
    source: str = ""
    was: Was = Was.ANOTHER
    """When the burst began."""

    @property
    def size(self) -> int:
        return ENTRY_SIZE + len(self.path) + len(self.source)


class Coalesced:
    """Entries in the order of the first changes, up to a number of them and of bytes; what finds no room is counted."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.lost = 0
        self.last = 0
        """The number of the newest entry: they are numbered in their order."""
        self._last_move = 0
        """The number of the newest entry of something moved."""
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[int, Entry] = OrderedDict()  # of a dict the first is not quick to find
        self._numbers: dict[str, int] = {}
        self._folders = Folders()

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        self._entries.clear()
        self._numbers.clear()
        self._folders.clear()
        self._bytes = 0

    def take(self, most: int) -> Entry | None:
        """The first, if its number is not beyond this one."""
        number = next(iter(self._entries), most + 1)
        return self._remove(number) if number <= most else None

    def add(self, change: Change) -> None:
        match change.kind:
            case Kind.MOVED:
                self._move(change.source, change.path)
            case Kind.DELETED:
                self._delete(change.path)
            case Kind.CREATED:
                self._write(Entry(Kind.CREATED, change.path, was=change.was))
            case Kind.MODIFIED if change.was is Was.THE_SAME:
                self._write(Entry(Kind.MODIFIED, change.path, was=change.was))
            case Kind.MODIFIED:
                self._replace(change.path)

    def _write(self, entry: Entry) -> None:
        before = self._at(entry.path)
        if before is None:
            self._put(entry)
        elif before.kind is Kind.DELETED:
            self._become(before, Kind.MODIFIED)

    def _replace(self, path: str) -> None:
        before, held = self._at(path), self._prune(path)
        if held or before is None or before.was is not Was.NOTHING:
            self._end(path, before, held, Kind.MODIFIED)

    def _delete(self, path: str) -> None:
        before, held = self._at(path), self._prune(path)
        if held or before is None or before.was is not Was.NOTHING:
            self._end(path, before, held, Kind.DELETED)
        else:
            self._forsake(before)

    def _end(self, path: str, before: Entry | None, held: bool, kind: Kind) -> None:
        """What was there is gone. That keeps its place in the order, unless something was moved since."""
        if before is None or before.kind is Kind.MOVED or held or self._numbers[path] < self._last_move:
            self._forsake(before)
            self._put(Entry(kind, path))
        else:
            self._become(before, kind)

    def _move(self, source: str, path: str) -> None:
        covered = self._prune(path) | self._forsake(self._at(path))
        before, below = self._at(source), self._entries_below(source)
        held = self._prune(source)
        self._put_moved(before, Entry(Kind.MOVED, path, source), covered, held)
        for entry in below:
            self._put(_carried(entry, source, path))

    def _put_moved(self, before: Entry | None, moved: Entry, covered: bool, held: bool) -> None:
        """`before`: what was to be told of it where it was. `covered`: something was where it is now. `held`: something
        of what was in it is known."""
        if before is None or before.was is Was.THE_SAME:
            self._forsake(before)
            self._put(moved)
        elif before.kind is Kind.MOVED or before.was is Was.TOLD or held:
            self._seal(before)
            self._put(moved)
        else:
            self._forsake(before)
            self._put(Entry(Kind.MODIFIED if covered else Kind.CREATED, moved.path))
            if before.was is Was.ANOTHER:
                self._put(Entry(Kind.DELETED, moved.source))

    def _prune(self, folder: str) -> bool:
        """What was to be told of what is in it holds no longer. Whether something was in it when the burst began, or
        has been moved there."""
        return True in [self._forsake(entry) for entry in self._entries_below(folder)]

    def _forsake(self, entry: Entry | None) -> bool:
        """The same of one path. A move is told all the same, and what was gone before one: others may depend on it."""
        if entry is None:
            return False
        is_gone = entry.kind is not Kind.CREATED and entry.was is Was.ANOTHER
        if entry.kind is Kind.MOVED or (is_gone and self._numbers[entry.path] < self._last_move):
            self._seal(entry)
        else:
            self._pop(entry.path)
        return entry.was is not Was.NOTHING

    # --- entries --------------------------------------------------------------------------------------------

    def _at(self, path: str) -> Entry | None:
        number = self._numbers.get(path)
        return None if number is None else self._entries[number]

    def _put(self, entry: Entry) -> None:
        """At the end."""
        if len(self._entries) >= self._most or self._bytes + entry.size > self._most_bytes:
            self.lost += 1
            return
        self.last += 1
        self._bytes += entry.size
        self._entries[self.last] = entry
        self._numbers[entry.path] = self.last
        self._folders.add(entry.path)
        if entry.kind is Kind.MOVED:
            self._last_move = self.last

    def _become(self, before: Entry, kind: Kind) -> None:
        """Keep the place in the order."""
        self._entries[self._numbers[before.path]] = Entry(kind, before.path)

    def _seal(self, entry: Entry) -> None:
        """It is told as it is, whatever comes."""
        del self._numbers[entry.path]
        self._folders.discard(entry.path)

    def _pop(self, path: str) -> Entry | None:
        number = self._numbers.get(path)
        return None if number is None else self._remove(number)

    def _entries_below(self, folder: str) -> list[Entry]:
        numbers = sorted(self._numbers[path] for path in self._folders.below(folder) if path in self._numbers)
        return [self._entries[number] for number in numbers]

    def _remove(self, number: int) -> Entry:
        entry = self._entries.pop(number)
        self._bytes -= entry.size
        if self._numbers.get(entry.path) == number:
            self._seal(entry)
        return entry


def _carried(entry: Entry, source: str, target: str) -> Entry:
    """The same, of what was in a folder that has been moved. What had been moved into it is to be looked at anew."""
    path = target + entry.path[len(source) :]
    if entry.kind is Kind.MOVED:
        return Entry(Kind.CREATED, path, was=Was.THE_SAME)
    return entry._replace(path=path)
