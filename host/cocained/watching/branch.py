"""A folder of a tree that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterator

from cocained.watching.kernel import CONTENTS, ENTRIES, Ear, Post


class Branch(Post):
    """Knows its path by its parent, so that one that is moved takes along all that is below it."""

    def __init__(self, tree: Ear, parent: Branch | None, name: str, batch: int) -> None:
        super().__init__(tree, ENTRIES | CONTENTS)
        self.parent = parent
        self.name = name
        self.children: dict[str, Branch] = {}
        self.felled = False
        self.found = batch
        """During which batch of the kernel's events. Those that waited may say that it was somewhere else by then."""
        self.announced = -1
        """During which batch it was told what is in it. Those that waited may say the same."""
        self.unseen = False
        """It was gone when it was to be looked into."""
        self.missed: set[str] = set()
        """Folders in it that were gone when they were to be watched."""

    @property
    def path(self) -> str:
        return self.name if self.parent is None else os.path.join(self.parent.path, self.name)

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
