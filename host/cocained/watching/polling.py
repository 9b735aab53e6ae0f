"""A watcher that looks again and again: for file systems of whose changes the kernel does not know, and where inotify
is at its limits."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from stat import S_ISDIR

from cocained.watching.changes import Change, Kind, Was
from cocained.watching.mounts import Mounts
from cocained.watching.place import trace
from cocained.watching.sight import Seen, Sight, differences
from cocained.watching.watcher import Watcher, Wish

MOST = 100_000
"""Files and folders that one watcher holds, at about 400 bytes each, and looks at."""
MOST_IN_ALL = 500_000
"""The same of all watchers together."""
RETRY = 60.0
"""Seconds after which a tree that was too large is looked at again."""
SLICE = 128
"""Steps of a look, some microseconds each, after which it gives way to the daemon's loop."""
PAUSE = 0.001
"""Seconds that it gives way for."""
_AWAY = (FileNotFoundError, NotADirectoryError)


class Room:
    """For what all watchers hold."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Poll, int] = {}

    def hold(self, poll: Poll, count: int) -> bool:
        """Whether there is room for so many of it."""
        with self._lock:
            others = sum(held for other, held in self._held.items() if other is not poll)
            if others + count > MOST_IN_ALL:
                return False
            self._held[poll] = count
            return True

    def give_back(self, poll: Poll, count: int = 0) -> None:
        """It holds no more than so many any longer."""
        with self._lock:
            held = min(count, self._held.pop(poll, 0))
            if held:
                self._held[poll] = held


class Poll(Watcher):
    """In a thread of its own, so that a file system that hangs holds up nobody else, and no look begins before the last
    has ended."""

    def __init__(self, wish: Wish, room: Room) -> None:
        super().__init__(wish)
        self.watched = wish.path
        self._room = room
        self._closed = threading.Event()
        self._troubled = False
        """Not all could be seen at the last look."""
        self._too_large = False
        self._steps = 0

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        try:
            self._try()
            self.begun.set()
            sight = self._look_on(None)
            self.ready.set()
            while not self._closed.wait(self._pause):
                sight = self._look_on(sight)
        finally:
            self._room.give_back(self)

    @property
    def _pause(self) -> float:
        """Seconds from the end of a look to the next."""
        pause = self.wish.polling / 1000
        return max(pause, RETRY) if self._too_large else pause

    def _try(self) -> None:
        place = trace(self.wish.path)
        Mounts().refuse(place.device, self.wish.path)
        if place.is_folder:
            with suppress(*_AWAY):
                os.scandir(self.wish.path).close()

    def _look_on(self, before: Sight | None) -> Sight | None:
        """What is there, and tell what has changed. Where it cannot be seen, what was seen last still holds."""
        try:
            sight = self._look(before or {})
        except OSError as error:
            self._too_large = error.errno == errno.E2BIG
            self._room.give_back(self, len(before or ()))
            self.complain(error)
            return before
        self._too_large = False
        self.present = bool(sight)
        if not self._troubled:
            self.error = ""
        for change in differences(before, sight, self._breathe) if before is not None else ():
            self.tell(change)
            self._breathe()
        return sight

    def _look(self, before: Sight) -> Sight:
        """The path and what is in it; nothing where it is missing. Links in it are entries, and are not followed."""
        path, sight, mounts = self.wish.path, Sight(), Mounts()
        self._troubled = False
        try:
            top = os.stat(path)
        except _AWAY:
            return sight
        mounts.refuse(top.st_dev, path)
        sight[path] = Seen.of(top)
        ahead = [path] if S_ISDIR(top.st_mode) else []
        while ahead and not self._closed.is_set():
            for entry, status in self._entries(ahead.pop()):
                seen, known = Seen.of(status), before.get(entry)
                sight[entry] = known if known is not None and known == seen else seen
                self._admit(len(sight))
                if seen.is_folder and self.wish.recursive and not mounts.made_up(status.st_dev):
                    ahead.append(entry)
        return sight

    def _admit(self, count: int) -> None:
        """Raises `OSError` where there are too many."""
        if count > MOST:
            raise OSError(errno.E2BIG, _too_many(f"there are more than {MOST:,} files and folders in it"))
        if self._breathe() and not self._room.hold(self, count):
            raise OSError(
                errno.E2BIG, _too_many(f"all tasks with polling hold {MOST_IN_ALL:,} files and folders")
            )

    def _breathe(self) -> bool:
        """Give way to the loop now and then, which else waited for the interpreter at each step. Whether it did."""
        self._steps += 1
        if self._steps % SLICE:
            return False
        self._closed.wait(PAUSE)
        return True

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


def _too_many(why: str) -> str:
    return (
        f"{why}, the most that are looked at, and no change in it is seen; watch a folder further down, leave out"
        " 'recursive', or push without 'polling', where the kernel tells of changes"
    )
