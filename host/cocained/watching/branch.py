"""A folder of a tree that is watched, and how it is moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from cocained.watching.kernel import CONTENTS, ENTRIES, Ear, Post


class Branch(Post):
    """Knows its path by its parent, so that one that is moved takes along all that is below it."""

    def __init__(self, tree: Ear, parent: Branch | None, name: str, found: int) -> None:
        super().__init__(tree, ENTRIES | CONTENTS)
        self.parent = parent
        self.name = name
        self.children: dict[str, Branch] = {}
        self.felled = False
        self.found = found
        """During which batch of the kernel's events. Those that waited may say that it was somewhere else by then."""
        self.announced = 0
        """During which batch it was told what is in it. Those that waited may say the same."""
        self.unseen = False
        """It was gone when it was to be looked into."""
        self.missed: set[str] = set()
        """Folders in it that were gone when they were to be watched."""

    @property
    def path(self) -> str:
        return os.path.join(*(branch.name for branch in reversed([*self._upward()])))

    def _upward(self) -> Iterator[Branch]:
        """Itself, and all that it is in."""
        branch: Branch | None = self
        while branch is not None:
            yield branch
            branch = branch.parent

    def is_in(self, other: Branch) -> bool:
        return any(branch is other for branch in self._upward())

    def settle(self) -> None:
        """Its parent knows it from now on."""
        if self.parent is not None:
            self.parent.children[self.name] = self
            self.parent.missed.discard(self.name)

    def move(self, parent: Branch, name: str) -> None:
        self._cut()
        self.parent, self.name = parent, name
        self.settle()

    def _cut(self) -> None:
        """Off its parent, unless that knows another by this name."""
        if self.parent is not None and self.parent.children.get(self.name) is self:
            del self.parent.children[self.name]

    def fell(self) -> list[Branch]:
        """Cut it off; it, and all that are below it."""
        self._cut()
        felled = list(self._below())
        for branch in felled:
            branch.felled = True
        return felled

    def _below(self) -> Iterator[Branch]:
        ahead = [self]
        while ahead:
            branch = ahead.pop()
            ahead.extend(branch.children.values())
            yield branch


class Half(NamedTuple):
    """The first half of a move: what left, and from where."""

    parent: Branch
    name: str
    branch: Branch | None
    cookie: int


class Move(NamedTuple):
    """From one folder and name to another."""

    parent: Branch
    name: str
    to_parent: Branch
    to_name: str
    is_folder: bool

    @property
    def target(self) -> str:
        return os.path.join(self.to_parent.path, self.to_name)

    def is_undone_by(self, other: Move) -> bool:
        there, back = (self.parent, self.name), (self.to_parent, self.to_name)
        return there == (other.to_parent, other.to_name) and back == (other.parent, other.name)
