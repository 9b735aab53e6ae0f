"""What is at a path at this moment, and all that this depends on: links, folders, and what is missing yet."""

from __future__ import annotations

import os
from collections import deque
from stat import S_ISDIR, S_ISLNK
from typing import NamedTuple

MOST_LINKS = 40
"""As many as the kernel follows."""
_AWAY = (FileNotFoundError, NotADirectoryError)


class Folder(NamedTuple):
    """A folder without a link in its path; another one that takes its place is not equal."""

    path: str
    device: int
    inode: int


class Hinge(NamedTuple):
    """An entry of a folder on which it depends what is at the path."""

    folder: str
    name: str


class Place(NamedTuple):
    """Equal as long as the path leads to the same thing by the same way."""

    folders: tuple[Folder, ...]
    """All that are passed, from the root on."""
    hinges: frozenset[Hinge]
    """The links that are followed, and the last two names: of these the last may be missing."""
    end: str
    """What is there, by its path without links; empty where nothing is."""
    inode: tuple[int, int]
    is_folder: bool

    @property
    def device(self) -> int:
        """On which it is, or, where it is missing, the folder that it is missing in."""
        return self.inode[0] if self.end else self.folders[-1].device

    @property
    def nearest(self) -> str:
        """The last folder of the way that is there."""
        return self.folders[-1].path


def trace(path: str) -> Place:
    """Go the way of an absolute path. Raises `OSError` where it may not be looked at."""
    return _Way(path).go()


class _Way:
    def __init__(self, path: str) -> None:
        self._ahead = deque(path.split("/"))
        self._links = 0
        self._hinges: set[Hinge] = set()
        self._folders: list[Folder] = []
        self._here = "/"
        self._pass_through(os.stat("/"))

    def go(self) -> Place:
        while self._ahead:
            name = self._ahead.popleft()
            if name == "..":
                self._here = os.path.dirname(self._here)
            elif name not in ("", "."):
                found = self._step(name)
                if found is not None:
                    return found
        folder = self._folder_here()
        return self._place(self._here, (folder.device, folder.inode), True)

    def _step(self, name: str) -> Place | None:
        """One name further; the place where that is the end of the way."""
        inside = os.path.join(self._here, name)
        try:
            status = os.lstat(inside)
            target = os.readlink(inside) if S_ISLNK(status.st_mode) else ""
        except _AWAY:
            return self._missing(name)
        if target:
            return self._follow(name, target)
        if S_ISDIR(status.st_mode):
            self._here = inside
            self._pass_through(status)
            return None
        if any(self._ahead):
            return self._missing(name)  # a file where a folder should be
        self._hinges.add(Hinge(self._here, name))
        return self._place(inside, (status.st_dev, status.st_ino), False)

    def _follow(self, name: str, target: str) -> Place | None:
        self._hinges.add(Hinge(self._here, name))
        self._links += 1
        if self._links > MOST_LINKS:
            return self._missing(name)
        self._ahead.extendleft(reversed(target.split("/")))
        if target.startswith("/"):
            self._here = "/"
        return None

    def _pass_through(self, status: os.stat_result) -> None:
        folder = Folder(self._here, status.st_dev, status.st_ino)
        if folder not in self._folders:
            self._folders.append(folder)

    def _folder_here(self) -> Folder:
        return next(folder for folder in self._folders if folder.path == self._here)

    def _missing(self, name: str) -> Place:
        self._hinges.add(Hinge(self._here, name))
        return self._place("", (0, 0), False)

    def _place(self, end: str, inode: tuple[int, int], is_folder: bool) -> Place:
        if self._here != "/":
            # a folder that somebody still works in is not told of its own end: the one around it is
            self._hinges.add(Hinge(*os.path.split(self._here)))
        folders = [folder for folder in self._folders if folder.path != self._here]
        return Place((*folders, self._folder_here()), frozenset(self._hinges), end, inode, is_folder)
