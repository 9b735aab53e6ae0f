"""What the ways of watching have in common."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NamedTuple

from cocained.watching.changes import Change

log = logging.getLogger(__name__)

GRAIN = 0.02
"""Seconds by which the time of a change may lie before the moment at which it was made: a tick of the kernel."""

Listener = Callable[[Change], None]
"""Called in any thread, in the order of the changes. Must be quick."""


class Wish(NamedTuple):
    """What is to be watched, and how."""

    path: str
    """Absolute."""
    recursive: bool = False
    polling: float = 0.0
    """Milliseconds between two looks; 0: the kernel is to tell."""


class Watcher(ABC):
    """Watches one path for any number of listeners. `run` → `close`, each once, and in a thread that may wait."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.listeners: tuple[Listener, ...] = ()
        self.watched = ""
        """The file or folder that is watched at this moment: the path, or, as long as that is missing, the nearest."""
        self.present = False
        """Whether something is at the path, as far as is known."""
        self.error = ""
        """What cannot be watched, and why."""
        self.refused: OSError | None = None
        """Why it could not begin."""
        self.begun = threading.Event()
        """It has begun, or was refused."""
        self.ready = threading.Event()
        """From now on nothing is missed."""
        self._said = ""
        self.waited_until: float | None = None
        """Unix time since when somebody counts on it, though it was not ready: what changed after that is told."""

    def tell(self, change: Change) -> None:
        for listener in self.listeners:
            listener(change)

    def run(self) -> None:
        try:
            self._run()
        except OSError as error:
            self.refused = error
            self.complain(error)
        finally:
            self.begun.set()
            self.ready.set()

    @abstractmethod
    def _run(self) -> None:
        """Begin, and say so. Raises `OSError` where it cannot."""

    @abstractmethod
    def close(self) -> None: ...

    @property
    def late(self) -> bool:
        """Whether somebody counts on it already, though it is not ready."""
        return self.waited_until is not None and not self.ready.is_set()

    def overdue(self, status: os.stat_result) -> bool:
        """Whether a file that is seen for the first time has changed since somebody counts on being told."""
        return self.waited_until is not None and status.st_ctime >= self.waited_until - GRAIN

    def count_on(self) -> None:
        """Somebody waits no longer for it to be ready."""
        if self.waited_until is None:
            self.waited_until = time.time()

    def complain(self, error: OSError) -> None:
        """Something of it cannot be watched. What was said last is not said again."""
        self.error = sentence(self.wish.path, error)
        if self.error != self._said:
            self._said = self.error
            log.warning("%s", self.error)


def sentence(path: str, error: OSError) -> str:
    """Why a path cannot be watched, and what to do."""
    match error.errno:
        case errno.ENOSPC:
            why = (
                "the kernel's limit of watched folders is reached; raise fs.inotify.max_user_watches (sysctl)"
            )
        case errno.EMFILE:
            why = "no inotify instance is left; raise fs.inotify.max_user_instances (sysctl) or the daemon's open files"
        case errno.EACCES | errno.EPERM:
            where = f" for {error.filename!r}" if error.filename and error.filename != path else ""
            return (
                f"cannot watch {path!r}: permission denied{where}; the daemon's user must be able to read it"
            )
        case _:
            return f"cannot watch {path!r}: {error.strerror or error}"
    return f"cannot watch {path!r}: {why}, or push with 'polling' (milliseconds), which needs none"
