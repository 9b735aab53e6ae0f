"""The one inotify instance of all watches, by watchdog's `InotifyFD`, which reads the events in a thread of its own.

Not by watchdog's observers: they have a thread for each watched folder, hold back half of each move, and with it
all that comes after, for half a second, and keep it to themselves when the kernel's queue overflows.
"""

from __future__ import annotations

import errno
import itertools
import logging
import os
import select
import threading
from collections.abc import Iterable
from typing import Protocol

from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyConstants,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchCallback,
    WatchDescriptor,
)

log = logging.getLogger(__name__)

ITSELF = InotifyConstants.IN_DELETE_SELF | InotifyConstants.IN_MOVE_SELF
ENTRIES = (
    InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_MOVED_TO
)
CONTENTS = InotifyConstants.IN_MODIFY | InotifyConstants.IN_CLOSE_WRITE | InotifyConstants.IN_ATTRIB
"""A file that was opened to be written is told of when it is closed, too: a mapped one is told of in no other way."""
_FLAGS = InotifyConstants.IN_ONLYDIR | InotifyConstants.IN_DONT_FOLLOW | InotifyConstants.IN_MASK_ADD
_BUFFER = 64 * 1024
_LARGEST_EVENT = 16 + 256
"""Bytes."""

_numbers = itertools.count(1)


def is_touch(event: InotifyEvent, path: str) -> bool:
    """Whether the times of a file were set to now: of all that changes nothing in it, only this counts."""
    if not event.is_attrib or event.is_directory:
        return False
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return status.st_mtime_ns == status.st_ctime_ns


class Ear(Protocol):
    """Whoever watches folders. Called in the kernel's thread."""

    def heard(self, post: Post, event: InotifyEvent) -> None:
        """Something happened in the post's folder, or to it."""

    def ended(self, post: Post) -> None:
        """The folder is no more."""


class Sufferer(Protocol):
    def overflowed(self) -> None:
        """Events were lost. Called in the kernel's thread."""


class Post(WatchCallback):
    """One folder, watched for one ear."""

    def __init__(self, ear: Ear, mask: int) -> None:
        self.mask = mask
        self.wd = WatchDescriptor(-1)
        self.number = CallbackId(next(_numbers))
        self._ear = ear

    def on_event(self, event: InotifyEvent) -> None:
        if event.mask & self.mask:  # others may have wished for more of the same folder
            self._ear.heard(self, event)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:  # noqa: ARG002  it is this post's only one
        self._ear.ended(self)

    def on_queue_overflow(self) -> None:
        """Its watcher is told, once."""


class Kernel:
    """There while anybody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: set[Sufferer] = set()
        self._instance: _Instance | None = None

    def enter(self, user: Sufferer) -> None:
        """Raises `OSError`."""
        with self._lock:
            if self._instance is None:
                self._instance = _Instance(self)
                self._instance.start()
            self._users.add(user)

    def leave(self, user: Sufferer) -> None:
        """Blocks for a moment where it was the last."""
        with self._lock:
            self._users.discard(user)
            instance = None
            if not self._users:
                instance, self._instance = self._instance, None
        if instance is not None:
            instance.stop()
            instance.join()

    def add(self, post: Post, path: str) -> None:
        """Watch the folder at the path. Raises `OSError`."""
        instance = self._instance
        if instance is None:
            raise OSError(errno.ECANCELED, "nothing is watched any more")
        instance.place(post, path)

    def remove(self, posts: Iterable[Post]) -> None:
        instance = self._instance
        if instance is not None:
            instance.remove_callbacks([(post.wd, post.number) for post in posts])

    @property
    def batch(self) -> int:
        """The number of the batch of events that is being told."""
        instance = self._instance
        return 0 if instance is None else instance.batch

    @property
    def settled(self) -> int:
        """The number of the last batch since whose beginning no event waits any longer."""
        instance = self._instance
        return 0 if instance is None else instance.settled

    def overflowed(self) -> None:
        for user in tuple(self._users):
            user.overflowed()


class _Instance(InotifyFD):
    def __init__(self, kernel: Kernel) -> None:
        super().__init__()
        self.name = "inotify"
        self.batch = 0
        self.settled = 0
        self._took_all = False
        self._waiting = select.poll()
        self._waiting.register(self._inotify_fd, select.POLLIN)
        self._kernel = kernel

    def place(self, post: Post, path: str) -> None:
        post.wd = self.add_callback(os.fsencode(path), Mask(post.mask | _FLAGS), post, post.number)
        if post.wd < 0:  # watchdog takes a refusal for a watch
            self.remove_callbacks([(post.wd, post.number)])
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    def read_events(self, *, event_buffer_size: int = _BUFFER) -> list[InotifyEvent]:
        if not self._waiting.poll(0):
            self.settled = self.batch
        elif self._took_all:
            self.settled = self.batch - 1
        events = super().read_events(event_buffer_size=event_buffer_size)
        self.batch += 1
        self._took_all = len(events) < event_buffer_size // _LARGEST_EVENT - 1
        return events

    def handle_event(self, event: InotifyEvent) -> None:
        try:
            super().handle_event(event)
            if event.is_queue_overflow:
                self._kernel.overflowed()
        except Exception:
            log.exception("an event of the file system was not understood")
