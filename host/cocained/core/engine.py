"""An engine: everything that runs for one source URI, its threads and its tasks (seed, Планирование)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from cocaine_sdk.errors import BadArgument, DriverNotActive, UnknownThread
from cocaine_sdk.redaction import redacted
from cocained.core.budget import Budget
from cocained.core.contracts import Cells
from cocained.core.limits import Allowances
from cocained.core.pace import Pace
from cocained.core.store import SourceStore
from cocained.core.tasks import Task
from cocained.core.threads import Thread
from cocained.core.timers import Timer, Timers


class Registry(Protocol):
    """Where engines are kept."""

    @property
    def idle_timeout(self) -> float:
        """Seconds that a thread lives on after its last use."""

    def thread_made(self) -> None: ...

    def forget(self, engine: Engine) -> None: ...


class Engine:
    """The threads of one source URI; ends a thread when nobody has wanted it for a while."""

    def __init__(
        self,
        uri: str,
        cells: Cells,
        store: SourceStore,
        allowances: Allowances,
        timers: Timers,
        registry: Registry,
    ) -> None:
        self.uri = uri
        self.shown = redacted(uri)
        """The URI without passwords: for whoever looks on."""
        self.tasks: dict[str, Task] = {}
        self.threads: dict[str | None, Thread] = {}
        self._cells = cells
        self._store = store
        self._allowances = allowances
        self._events = Budget()
        """What its threads publish, all together."""
        self._timers = timers
        self._registry = registry
        self._users: dict[Thread, int] = {}
        self._idle_since: dict[Thread, float] = {}
        self._reaper: Timer | None = None

    def thread(self, name: str | None) -> Thread:
        """The engine's own thread, made where there is none, or the isolated one of that name: where that is over, made
        anew for as long as a task has the name. Raises `UnknownThread`."""
        thread = self.threads.get(name)
        if thread is not None and not thread.is_over:
            return thread
        if name is not None and not any(task.record.thread == name for task in self.tasks.values()):
            raise UnknownThread(name)
        return self.new_thread(name)

    def new_thread(self, name: str | None) -> Thread:
        thread = self.threads[name] = self._thread(name)
        self._registry.thread_made()
        return thread

    def successor(self, thread: Thread) -> Thread:
        """What has the name of a thread that is over."""
        other = self.threads.get(thread.name)
        return self.new_thread(thread.name) if other is None or other.is_over else other

    def exhaust(self, thread: Thread) -> list[Task]:
        """The thread's source has come to its end; the tasks that end with it."""
        thread.exhausted = True
        ended = [task for task in self.tasks.values() if task.thread is thread and not task.record.exhausted]
        for task in ended:
            task.exhaust()
        self.end(thread)
        return ended

    def spent_thread(self, name: str | None) -> Thread:
        """What a task has that does not run: nothing lives in it."""
        thread = self._thread(name)
        thread.exhausted = True
        thread.close()
        return thread

    def move(self, task: Task, thread: Thread) -> None:
        """The task runs on this thread from now on; its old one ends at once if nobody else uses it."""
        before, task.thread = task.thread, thread
        self.hold(thread)
        self.release(before)
        if not self.holds(before):
            self.end(before)

    def _thread(self, name: str | None) -> Thread:
        pace = Pace(self.uri, self._allowances, self._events, self._timers)
        return Thread(self.uri, name, self._cells, self._store, pace, self._timers)

    def isolated_thread(self) -> Thread:
        return self.new_thread(uuid.uuid4().hex[:16])

    def isolated_key(self, token: str, driver: str, arguments: dict[str, Any]) -> str:
        """The key of the one isolated task like this that the token pushed, where the thread isn't named."""
        same = [
            task.key
            for task in self.tasks.values()
            if task.record.thread is not None
            and (task.record.driver, task.record.arguments) == (driver, arguments)
            and token in task.tokens
        ]
        if not same:
            raise DriverNotActive
        if len(same) > 1:
            raise BadArgument(
                f"{len(same)} isolated tasks are like this; name the thread, or drop by key: {', '.join(same)}"
            )
        return same[0]

    # --- who uses a thread ----------------------------------------------------------------------------------

    def hold(self, thread: Thread) -> None:
        """A task or a request uses the thread."""
        self._users[thread] = self._users.get(thread, 0) + 1
        self._idle_since.pop(thread, None)

    @property
    def idle(self) -> Mapping[Thread, float]:
        """The threads that nobody uses, and since when, on the monotonic clock."""
        return self._idle_since

    def holds(self, thread: Thread) -> bool:
        return thread in self._users

    def release(self, thread: Thread) -> None:
        """One user less. An exhausted thread ends with its last, any other after the idle time (seed: 10 minutes)."""
        users = self._users.pop(thread, 0) - 1
        if users > 0:
            self._users[thread] = users
            return
        if thread.exhausted or thread.is_ended:
            self.end(thread)
            return
        self._idle_since[thread] = self._timers.now()
        if self._reaper is None:
            self.arm()

    def end(self, thread: Thread) -> None:
        """Nothing runs on it any more. Whoever still uses it lets go of it by himself."""
        thread.close()
        self._idle_since.pop(thread, None)
        if self.threads.get(thread.name) is thread:
            del self.threads[thread.name]
        self.tidy()

    def tidy(self) -> None:
        """Be forgotten where nothing lives here any more, and no request is about to have something live here."""
        if not self.threads and not self.tasks and not self._users:
            self._cancel_reaper()
            self._registry.forget(self)

    def _reap(self) -> None:
        """One timer for all of an engine's threads, so that a busy engine moves none."""
        self._reaper = None
        now = self._timers.now()
        for thread, since in list(self._idle_since.items()):
            if now - since >= self._registry.idle_timeout:
                self.end(thread)
        self.arm()

    def arm(self) -> None:
        """Wake up when the thread that has been idle for longest has been so for long enough."""
        self._cancel_reaper()
        if self._idle_since:
            oldest = min(self._idle_since.values())
            self._reaper = self._timers.at(oldest + self._registry.idle_timeout, self._reap)

    def _cancel_reaper(self) -> None:
        if self._reaper is not None:
            self._reaper.cancel()
            self._reaper = None

    def close(self) -> None:
        self._cancel_reaper()
        for task in self.tasks.values():
            task.stop()
        for thread in list(self.threads.values()):
            self.end(thread)
