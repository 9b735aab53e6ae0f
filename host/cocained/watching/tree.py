"""A folder that is watched, and, if that is wished, all below it, wherever they are moved within it."""

from __future__ import annotations

import os
from threading import RLock
from typing import Protocol

from watchdog.observers.inotify_c import InotifyEvent

from cocained.watching.branch import Branch
from cocained.watching.changes import Change, Kind, Was
from cocained.watching.kernel import Kernel, Post
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
        self._half: InotifyEvent | None = None
        self._half_of: Branch | None = None
        self._trunk = Branch(self, None, self.root, kernel.batch)
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
        ahead = [start]
        while ahead:
            branch = ahead.pop()
            if told:
                branch.announced = self._kernel.batch
            try:
                below = self._look_into(branch.path, told)
            except PermissionError as error:
                self._owner.complain(error)
            except _AWAY:
                branch.unseen = True
            else:
                grown = (self._grow(branch, name, anew) for name in below)
                ahead.extend(one for one in grown if one is not None)

    def _look_into(self, folder: str, told: bool) -> list[str]:
        """The folders in it, if they count. It is watched already, so that nothing falls in between."""
        below = []
        with os.scandir(folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if told:
                    self._tell(Kind.CREATED, entry.path, Was.TOLD if self._filling else Was.NOTHING)
                elif self._owner.late and not is_folder and self._overdue(entry):
                    self._tell(Kind.MODIFIED, entry.path, Was.THE_SAME)
                if is_folder and self._recursive:
                    below.append(entry.name)
        return below

    def _overdue(self, entry: os.DirEntry[str]) -> bool:
        try:
            return self._owner.overdue(entry.stat(follow_symlinks=False))
        except OSError:
            return False

    def _grow(self, parent: Branch, name: str, anew: bool = False) -> Branch | None:
        """Watch a folder; None where it has gone, or may not be read. `anew`: the one that is known may be another one.

        Raises `OSError` where a limit is reached.
        """
        with self._lock:
            known = parent.children.get(name)
            if self.closed or parent.felled:
                return None
            if known is not None and not anew:
                return known
            branch = Branch(self, parent, name, self._kernel.batch)
            return self._placed(branch, known) if self._place(branch) else None

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
        source = self._other_half(event)
        if branch.felled:
            return  # it has left the tree just now
        name = os.fsdecode(event.name)
        path = os.path.join(branch.path, name)
        is_branch = event.is_directory and self._recursive
        if event.is_create:
            self._tell(Kind.CREATED, path, self._was(branch))
            if is_branch:
                self._came(branch, name)
        elif event.is_moved_to:
            self._tell(Kind.CREATED, path, cookie=event.cookie)
            if is_branch:
                self._moved(source, branch, name)
        elif event.is_moved_from:
            self._half, self._half_of = event, branch.children.get(name)
            branch.missed.discard(name)
            self._tell(Kind.DELETED, path, cookie=event.cookie)
        elif event.is_delete:
            self._tell(Kind.DELETED, path)
            self._fell(branch.children.get(name))
            branch.missed.discard(name)
        else:
            self._tell(Kind.MODIFIED, path, Was.THE_SAME)

    def _other_half(self, event: InotifyEvent) -> Branch | None:
        """The folder that is moved within the tree. One that has left it is watched no longer."""
        half, self._half = self._half, None
        branch, self._half_of = self._half_of, None
        if half is not None and not (event.is_moved_to and event.cookie == half.cookie):
            self._fell(branch)
            return None
        return branch

    def _came(self, parent: Branch, name: str) -> None:
        known = name in parent.children and not self._filling
        branch = self._grow(parent, name)
        if branch is not None and not known:
            self._walk(branch, told=True)

    def _moved(self, source: Branch | None, parent: Branch, name: str) -> None:
        if source is None or source.felled:
            self._find(parent, name)
            return
        self._fell(parent.children.get(name))
        source.move(parent, name)
        self._look_over(source)

    def _find(self, parent: Branch, name: str) -> None:
        branch = self._grow(parent, name, anew=True)
        if branch is not None:
            branch.unseen = False
            self._walk(branch, told=True, anew=True)

    def _look_over(self, moved: Branch) -> None:
        """What was found a moment ago may have been looked for where it was no longer, or where another was by then."""
        ahead = [moved]
        while ahead:
            branch = ahead.pop()
            if branch.parent is not None and (branch.unseen or branch.found >= self._kernel.drained):
                self._tell(Kind.MODIFIED, branch.path)
                self._find(branch.parent, branch.name)
                continue
            for name in tuple(branch.missed):
                branch.missed.discard(name)
                self._came(branch, name)
            ahead.extend(branch.children.values())

    def _was(self, branch: Branch) -> Was:
        """What was where something is made in the folder: it may have been told of when the folder was found."""
        is_told = self._filling or branch.announced >= self._kernel.drained
        return Was.TOLD if is_told else Was.NOTHING

    def _tell(self, kind: Kind, path: str, was: Was = Was.ANOTHER, cookie: int = 0) -> None:
        self._owner.tell(Change(kind, self._given + path[self._cut :], was=was, cookie=cookie))
