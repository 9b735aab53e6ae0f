"""A folder that is watched, and, if that is wished, all below it, wherever they are moved within it."""

from __future__ import annotations

import os
from threading import RLock
from typing import Protocol

from watchdog.observers.inotify_c import InotifyEvent

from cocained.watching.branch import Branch, Half, Move
from cocained.watching.changes import Change, Kind, Was
from cocained.watching.kernel import Kernel, Post, is_touch
from cocained.watching.mounts import Mounts
from cocained.watching.place import Place
from cocained.watching.watcher import Wish

_AWAY = (FileNotFoundError, NotADirectoryError)


class Owner(Protocol):
    """The watcher."""

    wish: Wish

    @property
    def late(self) -> bool: ...

    def overdue(self, status: os.stat_result) -> bool: ...

    def tell(self, change: Change) -> None: ...

    def complain(self, error: OSError) -> None: ...

    def fail(self, error: OSError) -> None:
        """A limit was reached."""

    def look_again(self) -> None:
        """The folder is no more."""

    def overflowed(self) -> None:
        """What is watched is not known for sure, nor what was missed."""


class Tree:
    """Links in it are entries like others, and are not followed. A folder that is moved or deleted is told of as one;
    one that is made, or comes from elsewhere, with all that is in it.
    """

    def __init__(self, owner: Owner, kernel: Kernel, lock: RLock, place: Place) -> None:
        """Raises `OSError` where the folder cannot be watched."""
        self.root = place.end
        self.inode = place.inode
        self.closed = False
        """Its folder is no more, or nobody is interested any longer."""
        self._owner = owner
        self._kernel = kernel
        self._lock = lock
        self._recursive = owner.wish.recursive
        self._given = owner.wish.path.rstrip("/")
        self._cut = len(self.root.rstrip("/"))
        self._filling = False
        self._half: Half | None = None
        self._last: Move | None = None
        """The move before, if nothing has happened since."""
        self._trunk = Branch(self, None, self.root, 0)
        kernel.add(self._trunk, self.root)

    def close(self) -> None:
        with self._lock:
            self.closed = True
            self._kernel.remove(self._trunk.fell())
            self._trunk.children = {}

    # --- what is there --------------------------------------------------------------------------------------

    def fill(self, told: bool) -> None:
        """Watch the folders below, too. `told`: all that is in it has come just now, and is told.

        Raises `OSError` where a limit is reached; what is watched by then is watched.
        """
        if told or self._recursive or self._owner.late:
            self._filling = True
            try:
                self._walk(self._trunk, told)
            finally:
                self._filling = False

    def _walk(self, start: Branch, told: bool, anew: bool = False) -> None:
        ahead, mounts = [start], Mounts()
        while ahead:
            branch = ahead.pop()
            if told:
                branch.announced = self._kernel.batch
            try:
                below = self._look_into(branch.path, told, mounts)
            except PermissionError as error:
                self._owner.complain(error)
            except _AWAY:
                branch.unseen = True
            else:
                if anew:
                    self._fell_others(branch, below)
                found = self._kernel.batch if told else 0
                grown = (self._grow(branch, name, found, anew) for name in below)
                ahead.extend(one for one in grown if one is not None)

    def _look_into(self, folder: str, told: bool, mounts: Mounts) -> list[str]:
        """The folders in it, if they count. It is watched already, so that nothing falls in between."""
        below = []
        with os.scandir(folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if told:
                    self._tell(Kind.CREATED, entry.path, Was.TOLD if self._filling else Was.NOTHING)
                elif self._owner.late and not is_folder and self._overdue(entry):
                    self._tell(Kind.MODIFIED, entry.path, Was.THE_SAME)
                if is_folder and self._recursive and not mounts.cover(entry):
                    below.append(entry.name)
        return below

    def _overdue(self, entry: os.DirEntry[str]) -> bool:
        try:
            return self._owner.overdue(entry.stat(follow_symlinks=False))
        except OSError:
            return False

    def _grow(self, parent: Branch, name: str, found: int, anew: bool = False) -> Branch | None:
        """Watch a folder; None where it has gone, or may not be read. `anew`: the one that is known may be another one.

        Raises `OSError` where a limit is reached.
        """
        with self._lock:
            known = parent.children.get(name)
            if self.closed or parent.felled:
                return None
            if known is not None and not anew:
                return known
            branch = Branch(self, parent, name, found)
            if self._place(branch):
                return self._placed(branch, known)
            self._fell(known)
            return None

    def _place(self, branch: Branch) -> bool:
        try:
            self._kernel.add(branch, branch.path)
        except PermissionError as error:
            self._owner.complain(error)
            return False
        except _AWAY:
            if branch.parent is not None:
                branch.parent.missed.add(branch.name)
            return False
        return True

    def _placed(self, branch: Branch, known: Branch | None) -> Branch:
        """In the place of the one that is known, unless that is the same folder: then it is kept, so that nothing is
        missed of it."""
        if known is not None and known.wd == branch.wd:
            self._kernel.remove([branch])
            known.found = branch.found
            return known
        branch.settle()
        self._fell(known)
        return branch

    def _fell_others(self, branch: Branch, names: list[str]) -> None:
        for name in branch.children.keys() - set(names):
            self._fell(branch.children.get(name))

    def _fell(self, branch: Branch | None) -> None:
        if branch is not None and not branch.felled:
            self._kernel.remove(branch.fell())

    # --- what happens: in the kernel's thread ---------------------------------------------------------------

    def heard(self, post: Post, event: InotifyEvent) -> None:
        with self._lock:
            if self.closed or not isinstance(post, Branch):
                return
            try:
                self._heard(post, event)
            except OSError as error:
                self._owner.fail(error)

    def ended(self, post: Post) -> None:
        with self._lock:
            if self.closed or not isinstance(post, Branch):
                return
            if post is self._trunk:
                self.closed = True
                self._owner.look_again()
            else:
                self._fell(post)

    def _heard(self, branch: Branch, event: InotifyEvent) -> None:
        half = self._other_half(event)
        if branch.felled:
            return  # it has left the tree just now
        name = os.fsdecode(event.name)
        path = os.path.join(branch.path, name)
        last, self._last = self._last, None
        if event.is_create:
            self._tell(Kind.CREATED, path, self._was(branch))
            if event.is_directory and self._recursive:
                self._came(branch, name)
        elif event.is_moved_to:
            self._tell(Kind.CREATED, path, cookie=event.cookie)
            self._moved(half, last, branch, name, event.is_directory)
        elif event.is_moved_from:
            self._tell(Kind.DELETED, path, cookie=event.cookie)
            self._half = Half(branch, name, branch.children.get(name), event.cookie)
            self._last = last
            branch.missed.discard(name)
        elif event.is_delete:
            self._tell(Kind.DELETED, path)
            self._fell(branch.children.get(name))
            branch.missed.discard(name)
        elif not event.is_attrib or is_touch(event, path):
            self._tell(Kind.MODIFIED, path, Was.THE_SAME)

    def _other_half(self, event: InotifyEvent) -> Half | None:
        """Of a move within the tree. A folder that has left it is watched no longer."""
        half, self._half = self._half, None
        if half is not None and not (event.is_moved_to and event.cookie == half.cookie):
            self._fell(half.branch)
            return None
        return half

    def _came(self, parent: Branch, name: str) -> None:
        known = name in parent.children and not self._filling
        branch = self._grow(parent, name, self._kernel.batch)
        if branch is not None and not known:
            self._walk(branch, told=True)

    def _moved(
        self, half: Half | None, last: Move | None, parent: Branch, name: str, is_folder: bool
    ) -> None:
        if half is not None:
            self._last = Move(half.parent, half.name, parent, name, is_folder)
            if last is not None and last.is_undone_by(self._last) and self._are_swapped(last, self._last):
                self._swap(last, self._last)
                return
        if not (is_folder and self._recursive):
            return
        if half is None or half.branch is None or half.branch.felled:
            self._find(parent, name)
        elif parent.is_in(half.branch):
            self._owner.overflowed()  # that cannot be: the track was lost
        else:
            self._fell(parent.children.get(name))
            half.branch.move(parent, name)
            self._look_over(half.branch)

    def _are_swapped(self, one: Move, other: Move) -> bool:
        """Whether two took each other's place at once: the kernel tells that as if each was moved over the other."""
        return one.is_folder != other.is_folder or all(map(os.path.lexists, (one.target, other.target)))

    def _swap(self, *moves: Move) -> None:
        for move in moves:
            self._tell(Kind.MODIFIED, move.target)
            if move.is_folder and self._recursive:
                self._find(move.to_parent, move.to_name)
            else:
                self._fell(move.to_parent.children.get(move.to_name))

    def _find(self, parent: Branch, name: str) -> None:
        branch = self._grow(parent, name, self._kernel.batch, anew=True)
        if branch is not None:
            branch.unseen = False
            self._walk(branch, told=True, anew=True)

    def _look_over(self, moved: Branch) -> None:
        """What was found a moment ago may have been looked for where it was no longer, or where another was by then."""
        ahead = [moved]
        while ahead:
            branch = ahead.pop()
            if branch.parent is not None and (branch.unseen or branch.found > self._kernel.settled):
                self._tell(Kind.MODIFIED, branch.path)
                self._find(branch.parent, branch.name)
                continue
            for name in tuple(branch.missed):
                branch.missed.discard(name)
                self._came(branch, name)
            ahead.extend(branch.children.values())

    def _was(self, branch: Branch) -> Was:
        """What was where something is made in the folder: it may have been told of when the folder was found."""
        is_told = self._filling or branch.announced > self._kernel.settled
        return Was.TOLD if is_told else Was.NOTHING

    def _tell(self, kind: Kind, path: str, was: Was = Was.ANOTHER, cookie: int = 0) -> None:
        self._owner.tell(Change(kind, self._given + path[self._cut :], was=was, cookie=cookie))
