"""A watcher by inotify. It looks where the path leads whenever something on the way there changes, and watches that.

Nothing falls between two looks: once its posts are placed it looks again, until it finds what they were placed for.
"""

from __future__ import annotations

import errno
import os
import threading
from typing import NamedTuple

from watchdog.observers.inotify_c import InotifyEvent

from cocained.watching.changes import Change, Kind, Was
from cocained.watching.kernel import CONTENTS, ENTRIES, ITSELF, Kernel, Post, is_touch
from cocained.watching.mounts import Mounts
from cocained.watching.place import Folder, Place, trace
from cocained.watching.tree import Tree
from cocained.watching.watcher import Watcher, Wish

MOST_LOOKS = 100
"""One after the other, while somebody changes the way all the time."""
RETRY = 60.0
"""Seconds after which what could not be watched is tried again."""
_AWAY = (FileNotFoundError, NotADirectoryError)


class _Spot(NamedTuple):
    """A folder on the way, and what of it counts."""

    folder: Folder
    mask: int
    names: frozenset[bytes]


class _Guard(Post):
    """A post on the way."""

    def __init__(self, watch: Watch, spot: _Spot) -> None:
        super().__init__(watch, spot.mask)
        self.spot = spot


class Watch(Watcher):
    def __init__(self, wish: Wish, kernel: Kernel) -> None:
        super().__init__(wish)
        self._kernel = kernel
        self._lock = threading.RLock()
        self._closed = False
        self._place: Place | None = None
        self._guards: dict[_Spot, _Guard] = {}
        self._tree: Tree | None = None
        self._renewing = False
        self._stale = False
        self._timer: threading.Timer | None = None

    def _run(self) -> None:
        self._kernel.enter(self)
        try:
            with self._lock:
                tree = None if self._closed else self._look()
        except OSError:
            self.close()
            raise
        if self._closed:  # before it had begun
            self._kernel.leave(self)
        self.begun.set()
        self._fill(tree, told=False)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            guards, self._guards = self._guards, {}
            self._kernel.remove(guards.values())
            self._fell(None)
        self._kernel.leave(self)

    # --- looks ----------------------------------------------------------------------------------------------

    def _look(self, touched: bool = False, renewing: bool = False) -> Tree | None:
        """Find where the path leads, and tell what has become of it. The tree that is to be filled, if it is a new one.

        `touched`: the file that is there has been replaced. `renewing`: the tree is new, but not what is in it.
        Raises `OSError`.
        """
        before, tree = self._place, self._tree
        self._place = place = self._settle()
        self.watched = place.end or place.nearest
        self.present = bool(place.end)
        new = self._tree if self._tree is not tree else None
        if new is not None or self._tree is None:
            self.error = ""
        replaced = touched or (new is not None and not renewing)
        change = None if before is None else _change(self.wish.path, before, place, replaced)
        if change is not None:
            self.tell(change)
        return new

    def _settle(self) -> Place:
        for _ in range(MOST_LOOKS):
            place = trace(self.wish.path)
            Mounts().refuse(place.device, self.wish.path)
            try:
                self._guard(place)
                self._plant(place)
            except _AWAY:
                continue
            if trace(self.wish.path) == place:
                return place
        raise OSError(errno.EAGAIN, "the way there changes all the time")

    def _guard(self, place: Place) -> None:
        """Post guards on the way, and only then call off those that are no longer needed."""
        spots = _spots(place)
        for spot in spots:
            if spot not in self._guards:
                self._send(spot)
        gone = [self._guards.pop(spot) for spot in tuple(self._guards) if spot not in spots]
        self._kernel.remove(gone)

    def _send(self, spot: _Spot) -> None:
        guard = _Guard(self, spot)
        try:
            self._kernel.add(guard, spot.folder.path)
        except PermissionError:
            if spot.names:
                raise
            return  # a folder that may be passed but not read: that it is moved away is not seen
        self._guards[spot] = guard

    def _plant(self, place: Place) -> None:
        tree = self._tree
        if not place.is_folder:
            self._fell(None)
        elif tree is None or tree.closed or (tree.root, tree.inode) != (place.end, place.inode):
            self._fell(Tree(self, self._kernel, self._lock, place))

    def _fell(self, successor: Tree | None) -> None:
        tree, self._tree = self._tree, successor
        if tree is not None:
            tree.close()

    def _fill(self, tree: Tree | None, told: bool) -> None:
        try:
            if tree is not None:
                tree.fill(told)
        except OSError as error:
            self.fail(error)

    # --- what happens: in the kernel's thread ---------------------------------------------------------------

    def heard(self, post: Post, event: InotifyEvent) -> None:
        if not isinstance(post, _Guard) or not (event.mask & ITSELF or event.name in post.spot.names):
            return
        with self._lock:
            place = self._place
            if place is None:
                return  # the first look is still to be finished
            inside = os.path.join(post.spot.folder.path, os.fsdecode(event.name))
            is_file = inside == place.end and not place.is_folder
            if event.mask & (ITSELF | ENTRIES):
                self.look_again(touched=is_file)
            elif is_file and (not event.is_attrib or is_touch(event, inside)):
                self.tell(Change(Kind.MODIFIED, self.wish.path, was=Was.THE_SAME))

    def ended(self, post: Post) -> None:
        with self._lock:
            if isinstance(post, _Guard) and self._guards.get(post.spot) is post:
                del self._guards[post.spot]
                self.look_again()

    def look_again(self, touched: bool = False) -> None:
        with self._lock:
            if self._closed or self._place is None:
                return
            try:
                tree = self._look(touched)
            except OSError as error:
                self.fail(error)
            else:
                self._fill(tree, told=True)

    # --- faults ---------------------------------------------------------------------------------------------

    def overflowed(self) -> None:
        self.tell(Change(Kind.OVERFLOW, self.wish.path))
        self._renew_soon()

    def fail(self, error: OSError) -> None:
        """It is tried again after a while."""
        with self._lock:
            self.complain(error)
            if self._timer is None and not self._closed:
                self._timer = threading.Timer(RETRY, self._renew_soon)
                self._timer.daemon = True
                self._timer.start()

    def _renew_soon(self) -> None:
        """Begin anew: what is watched is not known for sure."""
        with self._lock:
            self._stale = True
            if not self._renewing and not self._closed:
                self._renewing = True
                threading.Thread(target=self._renew, name="inotify anew", daemon=True).start()

    def _renew(self) -> None:
        while self._is_stale():
            try:
                with self._lock:
                    tree = self._look_anew()
            except OSError as error:
                self.fail(error)
            else:
                self._fill(tree, told=False)

    def _is_stale(self) -> bool:
        with self._lock:
            self._timer = None
            self._renewing = self._stale and not self._closed
            self._stale = False
            return self._renewing

    def _look_anew(self) -> Tree | None:
        guards, self._guards = self._guards, {}
        tree, self._tree = self._tree, None
        try:
            return self._look(renewing=True)
        finally:
            self._kernel.remove(guards.values())
            if tree is not None:
                tree.close()


def _spots(place: Place) -> set[_Spot]:
    spots = set()
    for folder in place.folders:
        names = frozenset(os.fsencode(hinge.name) for hinge in place.hinges if hinge.folder == folder.path)
        mask = ITSELF | (ENTRIES if names else 0)
        if place.end and not place.is_folder and folder.path == os.path.dirname(place.end):
            mask |= CONTENTS
        spots.add(_Spot(folder, mask, names))
    return spots


def _change(path: str, before: Place, place: Place, replaced: bool) -> Change | None:
    """What has become of what is at the path."""
    if not before.end:
        return Change(Kind.CREATED, path, was=Was.NOTHING) if place.end else None
    if not place.end:
        return Change(Kind.DELETED, path)
    same = (before.end, before.inode, before.is_folder) == (place.end, place.inode, place.is_folder)
    was = Was.ANOTHER if before.is_folder or place.is_folder else Was.THE_SAME
    return None if same and not replaced else Change(Kind.MODIFIED, path, was=was)
