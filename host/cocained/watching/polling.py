"""A watcher that looks again and again: for file systems of whose changes the kernel does not know, and where inotify
is at its limits."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from stat import S_ISDIR
from typing import NamedTuple

from cocained.watching.changes import Change, Kind, Was
from cocained.watching.watcher import Watcher, Wish

MOST = 200_000
"""Files and folders that one watcher looks at."""
_AWAY = (FileNotFoundError, NotADirectoryError)


class Seen(NamedTuple):
    """A file or folder as it was at one look."""

    device: int
    inode: int
    is_folder: bool
    size: int
    modified: int
    """Nanoseconds. Of a folder neither counts."""

    @classmethod
    def of(cls, status: os.stat_result) -> Seen:
        if S_ISDIR(status.st_mode):
            return cls(status.st_dev, status.st_ino, True, 0, 0)
        return cls(status.st_dev, status.st_ino, False, status.st_size, status.st_mtime_ns)


Sight = dict[str, Seen]


class Poll(Watcher):
    """In a thread of its own, so that a file system that hangs holds up nobody else."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish)
        self.watched = wish.path
        self._closed = threading.Event()
        self._troubled = False
        """Not all could be seen at the last look."""

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        self._try()
        self.begun.set()
        sight = self._look_on(None)
        self.ready.set()
        while not self._closed.wait(self.wish.polling / 1000):
            sight = self._look_on(sight)

    def _try(self) -> None:
        try:
            if S_ISDIR(os.stat(self.wish.path).st_mode):
                os.scandir(self.wish.path).close()
        except _AWAY:
            return

    def _look_on(self, before: Sight | None) -> Sight | None:
        """What is there, and tell what has changed. Where it cannot be seen, what was seen last still holds."""
        try:
            sight = self._look()
        except OSError as error:
            self.complain(error)
            return before
        if not self._troubled:
            self.error = ""
        for change in differences(before, sight) if before is not None else ():
            self.tell(change)
        return sight

    def _look(self) -> Sight:
        """The path and what is in it; nothing where it is missing. Links in it are entries, and are not followed."""
        path, sight = self.wish.path, Sight()
        self._troubled = False
        try:
            status = os.stat(path)
        except _AWAY:
            return sight
        sight[path] = Seen.of(status)
        ahead = [path] if S_ISDIR(status.st_mode) else []
        while ahead and not self._closed.is_set():
            for entry, status in self._entries(ahead.pop()):
                sight[entry] = Seen.of(status)
                if self.wish.recursive and S_ISDIR(status.st_mode):
                    ahead.append(entry)
            if len(sight) > MOST:
                raise OSError(errno.E2BIG, f"there are more than {MOST} files and folders to look at")
        return sight

    def _entries(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except _AWAY:
                        continue
                    if self.late and not S_ISDIR(status.st_mode) and self.overdue(status):
                        self.tell(Change(Kind.MODIFIED, entry.path, was=Was.THE_SAME))
                    yield entry.path, status
        except PermissionError as error:
            if folder == self.wish.path:
                raise
            self._troubled = True
            self.complain(error)
        except _AWAY:
            return


def differences(before: Sight, after: Sight) -> Iterator[Change]:
    """What has happened between two looks, in an order in which it can be followed.

    A file that is at another path now, and has not been written to, was moved. A folder that was is another one.
    """
    gone = {path: seen for path, seen in before.items() if not _is_there(seen, after.get(path))}
    come: dict[str, None] = {}
    for path, seen in after.items():  # a folder comes before what is in it
        if not _is_there(seen, before.get(path)) or os.path.dirname(path) in come:
            come[path] = None
        elif seen != before[path]:
            yield Change(Kind.MODIFIED, path, was=Was.THE_SAME)
    sources = {seen: path for path, seen in gone.items() if not seen.is_folder}
    moved = {path: sources.pop(after[path]) for path in come if after[path] in sources}
    left = set(moved.values())
    replaced = [path for path in come if path in before and path not in left and path not in moved]
    yield from (Change(Kind.MODIFIED, path) for path in replaced)
    yield from (Change(Kind.MOVED, path, source) for path, source in moved.items())
    kept = {*moved, *replaced}
    yield from (Change(Kind.CREATED, path, was=Was.NOTHING) for path in come if path not in kept)
    deleted = {path for path in gone if path not in left and path not in after}
    yield from (Change(Kind.DELETED, path) for path in deleted if os.path.dirname(path) not in deleted)


def _is_there(seen: Seen, other: Seen | None) -> bool:
    """Whether it is the same one, written to or not."""
    return other is not None and seen[:3] == other[:3]
