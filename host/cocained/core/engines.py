"""All engines and all tasks: what push, drop and once do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Raw

from cocaine_sdk.errors import AccessDenied, DriverNotActive, EngineNotActive, Unsupported
from cocaine_sdk.keys import subscription_key
from cocaine_sdk.redaction import redacted
from cocaine_sdk.storage import Storage
from cocaine_sdk.uri import scheme_of
from cocained.core import showing
from cocained.core.arguments import Arguments, Wanted
from cocained.core.contracts import Cells
from cocained.core.engine import Engine
from cocained.core.keeper import TaskKeeper
from cocained.core.limits import Allowances
from cocained.core.naming import Naming
from cocained.core.onces import Onces
from cocained.core.pulses import Surroundings
from cocained.core.room import make_room
from cocained.core.store import SourceStore
from cocained.core.tasks import Task, TaskRecord
from cocained.core.threads import Thread
from cocained.drivers import Drivers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class World:
    """What engines live in."""

    cells: Cells
    storage: Storage
    around: Surroundings
    idle_timeout: float
    """Seconds that a thread lives on after its last use."""
    allowances: Allowances


class Engines:
    """Every engine by its source URI, and every task by its subscription key."""

    def __init__(self, world: World, drivers: Drivers) -> None:
        self.engines: dict[str, Engine] = {}
        self.tasks: dict[str, Task] = {}
        self.engines_total = 0
        self.threads_total = 0
        self._idle_timeout = world.idle_timeout
        self.allowances = world.allowances
        self._cells = world.cells
        self._storage = world.storage
        self._around = world.around
        self._drivers = drivers
        self._arguments = Arguments(drivers)
        self._naming = Naming(self._arguments)
        self._onces = Onces(self.engines, self._arguments, self._exhausted)
        self.keeper = TaskKeeper(world.storage, world.around.timers, world.around.clock)

    def engine(self, uri: str) -> Engine:
        """The engine of a URI, made where there is none. Raises `MalformedUri`."""
        if uri not in self.engines:
            scheme_of(uri)
        return self.engine_of_kept(uri)

    def engine_of_kept(self, uri: str) -> Engine:
        """The same for a task that is kept, whatever this version thinks of its URI: it can be listed and dropped."""
        engine = self.engines.get(uri)
        if engine is None:
            store = SourceStore(self._storage, uri, lambda: self.allowances.of(uri))
            engine = Engine(uri, self._cells, store, self.allowances, self._around.timers, self)
            self.engines[uri] = engine
            self.engines_total += 1
        return engine

    @property
    def idle_timeout(self) -> float:
        return self._idle_timeout

    @idle_timeout.setter
    def idle_timeout(self, seconds: float) -> None:
        """Threads that idle already go by it too."""
        self._idle_timeout = seconds
        for engine in self.engines.values():
            engine.arm()

    def limits_changed(self) -> None:
        """Whoever waits for what he may take looks again."""
        for engine in self.engines.values():
            for thread in engine.threads.values():
                thread.go_on()
            for task in engine.tasks.values():
                task.go_on()

    def thread_made(self) -> None:
        self.threads_total += 1

    def forget(self, engine: Engine) -> None:
        """Nothing lives in the engine any more."""
        if self.engines.get(engine.uri) is engine:
            del self.engines[engine.uri]

    def meant(self, target: str) -> str:
        """The URI that a target is, or is shown like. Raises `BadArgument` where several are."""
        return showing.meant(target, self.engines)

    def names(self) -> dict[str, str]:
        """What to show for the URIs of the sources there are."""
        return showing.names({uri: engine.shown for uri, engine in self.engines.items()})

    def name(self, uri: str) -> str:
        """The same for one of them."""
        return uri if redacted(uri) == uri else self.names()[uri]

    # --- push -----------------------------------------------------------------------------------------------

    async def push(self, token: str, uri: str, raw: bytes | Raw) -> object:
        """Start or join a task, or run a `once`; the target's part of the reply. Raises `CocaineError`."""
        wanted = self._arguments.read(raw)
        joined = await self._join_set_aside(token, uri, wanted)
        if joined is not None:
            return joined
        engine = self.engine(uri)
        thread = self._thread(engine, wanted)
        engine.hold(thread)
        try:
            if not thread.is_warm:
                await make_room(self._cells, self.engines.values())
            await thread.open()
            lacking = thread.lacking(wanted.driver.requires)
            if lacking is not None:
                raise Unsupported(lacking.in_words, wanted.task.driver)
            if wanted.driver.immediate:
                return await self._onces.make(engine, thread, wanted)
            return await self._join(token, engine, thread, wanted)
        finally:
            engine.release(thread)
            if wanted.makes_thread and not engine.holds(thread):
                engine.end(thread)  # made for this request alone

    def _thread(self, engine: Engine, wanted: Wanted) -> Thread:
        if wanted.task.thread is not None:
            try:
                return engine.thread(wanted.task.thread)
            finally:
                engine.tidy()
        return engine.isolated_thread() if wanted.task.isolated else engine.thread(None)

    def once_if_warm(self, uri: str, raw: Raw, answer: Callable[[object], None]) -> bool:
        """The short way of a `once`: where its thread runs already, make the call and say so. Never raises."""
        return self._onces.make_if_warm(uri, raw, answer)

    # --- joining --------------------------------------------------------------------------------------------

    async def _join(self, token: str, engine: Engine, thread: Thread, wanted: Wanted) -> dict[str, object]:
        key = subscription_key(wanted.task.driver, engine.uri, wanted.telling, thread.name)
        async with self.keeper.locks(key):
            task = self.tasks.get(key)
            if task is None or task.record.exhausted:
                await self._begin(key, token, engine, thread, wanted)
            else:
                await self.keeper.count_in(task, token, wanted.task.transient)
        return _pushed(key, thread.name) | self._shortened(engine.uri, wanted)

    def _shortened(self, uri: str, wanted: Wanted) -> dict[str, object]:
        """Whoever asks for more time than the operator gives is told how much that is."""
        most = self.allowances.of(uri).timeout
        return {} if most is None or wanted.task.timeout <= most * 1000 else {"timeout": most * 1000}

    async def _join_set_aside(self, token: str, uri: str, wanted: Wanted) -> dict[str, object] | None:
        """Join a task that is quarantined: nothing of its source is run for that. None where there is none."""
        if wanted.driver.immediate or wanted.makes_thread:
            return None
        key = subscription_key(wanted.task.driver, uri, wanted.telling, wanted.task.thread)
        if key not in self.tasks:
            return None
        async with self.keeper.locks(key):
            task = self.tasks.get(key)
            if task is None or not task.record.quarantined:
                return None
            await self.keeper.count_in(task, token, wanted.task.transient)
            return _pushed(key, task.record.thread) | {"state": str(task.state)}

    async def _begin(self, key: str, token: str, engine: Engine, thread: Thread, wanted: Wanted) -> None:
        """A new task; where its like came to its end before, for all the tokens that wanted that."""
        before = self.tasks.get(key)
        wanted_it = before.tokens if before is not None else set()
        task = self.task_of(key, engine, thread, self._new_record(engine, thread, wanted))
        await self.keeper.begin(task, token, wanted.task.transient, before)
        if thread.is_over:  # its source came to its end meanwhile: this task begins anew
            task.thread = engine.successor(thread)
            task.thread.revive()
        if before is not None:
            self._remove(before)
        self.adopt(task, engine)
        try:
            task.start(wanted.driver, wanted.driver_arguments)
            self._around.last_runs.begin(key, task.record.started)
        except Exception:
            await self._give_up(task, token if token not in wanted_it else None)
            raise

    async def _give_up(self, task: Task, token: str | None) -> None:
        """Its driver does not start: the token that pushed it is told so; where others had it before, that came to its
        end, so it is again."""
        if token is not None:
            await self.keeper.abandon(task, token)
        if task.tokens:
            task.exhaust()
            self.keeper.keep_soon(task)
        else:
            self._remove(task)

    def _new_record(self, engine: Engine, thread: Thread, wanted: Wanted) -> TaskRecord:
        return TaskRecord(
            uri=engine.uri,
            driver=wanted.task.driver,
            arguments=wanted.telling,
            timeout=wanted.task.timeout,
            thread=thread.name,
            started=self._around.clock.time(),
            tokens=[],
        )

    def task_of(self, key: str, engine: Engine, thread: Thread, record: TaskRecord) -> Task:
        """A task that nobody knows of yet."""
        return Task(key, record, thread, self._around, lambda task: self._exhausted(engine, task.thread))

    def adopt(self, task: Task, engine: Engine) -> None:
        """The task is one of ours from now on, running or not."""
        engine.hold(task.thread)
        engine.tasks[task.key] = task
        self.tasks[task.key] = task
        self._around.events.pushed(task.key, engine.uri)

    # --- drop -----------------------------------------------------------------------------------------------

    async def drop(self, token: str, target: str, raw: bytes | Raw) -> dict[str, str]:
        """The token wants the task no longer. `target` is a source URI, or a subscription key."""
        key = self._key_of(token, target, raw) if "://" in target else target
        async with self.keeper.locks(key):
            task = self.tasks.get(key)
            if task is None:
                raise DriverNotActive
            if token not in task.tokens:
                raise AccessDenied
            await self.keeper.count_out(task, token)
            if not task.tokens:
                self._remove(task)
        return {"status": "success"}

    def _key_of(self, token: str, uri: str, raw: bytes | Raw) -> str:
        engine = self.engines.get(self.meant(uri))
        if engine is None:
            self._arguments.read(raw)  # what is wrong with them comes first
            raise EngineNotActive
        return self._naming.key(engine, token, raw)

    def _remove(self, task: Task) -> None:
        task.stop()
        self.tasks.pop(task.key, None)
        self._around.events.dropped(task.key)
        self._around.last_runs.forget(task.key)
        engine = self.engines.get(task.record.uri)
        if engine is not None:
            engine.tasks.pop(task.key, None)
            engine.release(task.thread)

    def _exhausted(self, engine: Engine, thread: Thread) -> None:
        """The source has come to its end, and all tasks of its thread with it: not started again, not by a restart."""
        for task in engine.exhaust(thread):
            log.info("%s: %s is exhausted", task.key, engine.shown)
            self.keeper.keep_soon(task)

    # --- the end --------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Stop every driver, and end every thread in order. The durable tasks stay in the storage."""
        for engine in list(self.engines.values()):
            engine.close()


def _pushed(key: str, thread: str | None) -> dict[str, object]:
    return {"key": key} if thread is None else {"key": key, "thread": thread}
