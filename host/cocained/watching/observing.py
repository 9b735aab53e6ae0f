"""Who watches what. Equal wishes share one watcher, and all watches by inotify one instance."""

from __future__ import annotations

import threading

from cocained.watching.kernel import Kernel
from cocained.watching.polling import Poll, Room
from cocained.watching.watch import Watch
from cocained.watching.watcher import Listener, Watcher, Wish

BEGUN_WITHIN = 0.5
"""Seconds: only a file system that hangs takes as long."""
READY_WITHIN = 0.02
"""Seconds: some hundreds of folders. What takes longer goes on in its thread."""


class Joined:
    """A listener's share in a watcher."""

    def __init__(self, watchers: Watchers, watcher: Watcher, listener: Listener) -> None:
        self._watchers = watchers
        self._watcher = watcher
        self._listener = listener

    @property
    def watched(self) -> str:
        """The file or folder that is watched at this moment."""
        return self._watcher.watched

    @property
    def present(self) -> bool:
        """Whether something is at the path, as far as is known."""
        return self._watcher.present

    @property
    def error(self) -> str:
        """What cannot be watched, and why; empty where all is well."""
        return self._watcher.error

    def leave(self) -> None:
        """The listener is no longer called, but for a call that is on its way. Does not wait."""
        self._watchers.leave(self._watcher, self._listener)


class Watchers:
    """Called in any thread. Threads are begun with the first wish, and have ended soon after the last has left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kernel = Kernel()
        self._room = Room()
        self._watchers: dict[Wish, Watcher] = {}

    def join(self, wish: Wish, listener: Listener) -> Joined:
        """The listener hears of all that changes from now on. Raises `OSError` where that cannot be.

        Waits for a moment. A large tree, or a slow file system, is not ready by then: a fault in it is found later, and
        is the `error` of what is returned.
        """
        watcher = self._enlist(wish, listener)
        if watcher.begun.wait(BEGUN_WITHIN) and watcher.refused is not None:
            self.leave(watcher, listener)
            raise watcher.refused
        if not watcher.ready.wait(READY_WITHIN):
            watcher.count_on()
        return Joined(self, watcher, listener)

    def _enlist(self, wish: Wish, listener: Listener) -> Watcher:
        with self._lock:
            watcher = self._watchers.get(wish)
            if watcher is None or watcher.refused is not None:
                watcher = Poll(wish, self._room) if wish.polling else Watch(wish, self._kernel)
                self._watchers[wish] = watcher
                threading.Thread(target=watcher.run, name="watching", daemon=True).start()
            watcher.listeners = (*watcher.listeners, listener)
            return watcher

    def leave(self, watcher: Watcher, listener: Listener) -> None:
        with self._lock:
            listeners = list(watcher.listeners)
            listeners.remove(listener)
            watcher.listeners = tuple(listeners)
            if listeners:
                return
            if self._watchers.get(watcher.wish) is watcher:
                del self._watchers[watcher.wish]
        if watcher.refused is None:
            threading.Thread(target=watcher.close, name="watching ends", daemon=True).start()
