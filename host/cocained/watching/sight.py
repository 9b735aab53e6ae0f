"""What was seen at one look, and what has happened between two."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from stat import S_ISDIR
from typing import NamedTuple

from cocained.watching.changes import Change, Kind, Was


class Seen(NamedTuple):
    """A file or folder as it was at one look."""

    device: int
    inode: int
    is_folder: bool
    size: int
    """Of a folder 0."""
    modified: int
    """Nanoseconds."""

    @classmethod
    def of(cls, status: os.stat_result) -> Seen:
        is_folder = S_ISDIR(status.st_mode)
        size = 0 if is_folder else status.st_size
        return cls(status.st_dev, status.st_ino, is_folder, size, status.st_mtime_ns)


Sight = dict[str, Seen]
"""By path; a folder comes before what is in it."""
Breathe = Callable[[], object]
"""Called at each step of a long work."""


class _Between:
    """What is no longer at its path, and what was not yet, between two looks."""

    def __init__(self, before: Sight, after: Sight, breathe: Breathe) -> None:
        self.before = before
        self.after = after
        self.gone: Sight = {}
        self.come: dict[str, None] = {}
        """All that is in a folder that has come has come, too."""
        self.written: list[str] = []
        self._breathe = breathe
        for path, seen in before.items():
            breathe()
            if not _is_there(seen, after.get(path)):
                self.gone[path] = seen
        for path, seen in after.items():
            breathe()
            if not _is_there(seen, before.get(path)) or os.path.dirname(path) in self.come:
                self.come[path] = None
            elif not seen.is_folder and seen != before[path]:
                self.written.append(path)

    def has_kept(self, folder: str) -> bool:
        """Whether the folder is where it was, and so are all that it is in."""
        return folder in self.after and folder not in self.come

    def moved_folders(self) -> dict[str, str]:
        """From where to where: in which nothing was made or removed since, out of and into folders that stayed."""
        sources = {
            seen: path
            for path, seen in self.gone.items()
            if seen.is_folder and self.has_kept(os.path.dirname(path))
        }
        moved = {
            path: sources.pop(self.after[path])
            for path in self.come
            if self.after[path] in sources and self.has_kept(os.path.dirname(path))
        }
        return _in_any_order(moved)

    def carry(self, moved: dict[str, str]) -> _Between:
        """As though what was seen before had been where these folders are now."""
        targets = {source: path for path, source in moved.items()}
        carried, elsewhere, covered = Sight(), dict[str, str](), set[str]()
        for path, seen in self.before.items():
            self._breathe()
            folder, name = os.path.split(path)
            if path in targets or folder in elsewhere:
                elsewhere[path] = targets.get(path) or os.path.join(elsewhere[folder], name)
                carried[elsewhere[path]] = seen
            elif path in moved or folder in covered:
                covered.add(path)
            else:
                carried[path] = seen
        return _Between(carried, self.after, self._breathe)

    def moved_files(self) -> dict[str, str]:
        """To where from where: a file that is at another path now, and has not been written to."""
        sources = {seen: path for path, seen in self.gone.items() if not seen.is_folder}
        return _in_any_order(
            {path: sources.pop(self.after[path]) for path in self.come if self.after[path] in sources}
        )

    def changes(self) -> Iterator[Change]:
        yield from (Change(Kind.MODIFIED, path, was=Was.THE_SAME) for path in self.written)
        moved = self.moved_files()
        left = set(moved.values())
        replaced = [p for p in self.come if p in self.before and p not in left and p not in moved]
        yield from (Change(Kind.MODIFIED, path) for path in replaced)
        yield from (Change(Kind.MOVED, path, source) for path, source in moved.items())
        kept = {*moved, *replaced}
        yield from (Change(Kind.CREATED, path, was=Was.NOTHING) for path in self.come if path not in kept)
        deleted = {path for path in self.gone if path not in left and path not in self.after}
        yield from (Change(Kind.DELETED, path) for path in deleted if os.path.dirname(path) not in deleted)


def differences(before: Sight, after: Sight, breathe: Breathe) -> Iterator[Change]:
    """What has happened, in an order in which it can be followed."""
    between = _Between(before, after, breathe)
    moved = between.moved_folders()
    if moved:
        yield from (Change(Kind.MOVED, path, source) for path, source in moved.items())
        between = between.carry(moved)
    yield from between.changes()


def _in_any_order(moved: dict[str, str]) -> dict[str, str]:
    """Without those that were moved to where another one was that was moved, too."""
    left = set(moved.values())
    return {path: source for path, source in moved.items() if path not in left}


def _is_there(seen: Seen, other: Seen | None) -> bool:
    """Whether it is the same one, written to or not."""
    return other is not None and seen[:3] == other[:3]
