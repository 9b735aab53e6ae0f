"""Keeps tasks: what a task's tokens asked for is durable before they are told so (seed, Планирование, 3)."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from cocaine_sdk.clock import Clock
from cocaine_sdk.storage import TASKS, Storage
from cocained.core.locks import KeyLocks
from cocained.core.tasks import Task, TaskRecord
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that whoever tells of a task waits for what has become of it to be durable."""
RETRY = 1.0
"""Seconds after which a storage that failed is tried again."""

_encode = msgspec.json.encode
_record = msgspec.json.Decoder(TaskRecord)


class TaskKeeper:
    """The tasks in the storage. A method that raises `StorageError` has changed nothing."""

    def __init__(self, storage: Storage, timers: Timers, clock: Clock) -> None:
        self.locks = KeyLocks()
        """Held by whoever changes who wants a task."""
        self._storage = storage
        self._timers = timers
        self._clock = clock
        self._keeping: set[asyncio.Task[None]] = set()
        self._owed: dict[Task, None] = {}
        """What the storage has failed to keep."""
        self._undead: set[str] = set()
        """Keys of tasks that came to nothing, and that the storage has failed to remove."""
        self._retry: Timer | None = None
        self._hanging = False

    async def begin(self, task: Task, token: str, transient: bool, before: Task | None) -> None:
        """The token wants a new task, and so do those that wanted its like `before`."""
        tokens = list(before.record.tokens) if before is not None else []
        passing = set(before.transient_tokens) if before is not None else set()
        if transient and token not in tokens:
            passing.add(token)
        elif token not in tokens:
            tokens.append(token)
            passing.discard(token)
        if tokens:
            await self.keep(task, tokens)
        task.transient_tokens = passing
        if before is not None:
            before.record.tokens = []

    async def count_in(self, task: Task, token: str, transient: bool) -> None:
        """The token wants the task: for good, or for the daemon's life."""
        if token in task.record.tokens:
            return
        if transient:
            task.transient_tokens.add(token)
        else:
            await self.keep(task, [*task.record.tokens, token])
            task.transient_tokens.discard(token)

    async def count_out(self, task: Task, token: str) -> None:
        """The token wants the task no longer."""
        if token in task.record.tokens:
            await self.keep(task, [other for other in task.record.tokens if other != token])
        task.transient_tokens.discard(token)

    async def abandon(self, task: Task, token: str) -> None:
        """The token wants the task no longer, which came to nothing: what the storage fails to do is owed. Never
        raises."""
        try:
            await self.count_out(task, token)
        except Exception as error:
            task.record.tokens = [other for other in task.record.tokens if other != token]
            self._undead.add(task.key)
            self._owe(task, error)

    async def keep(self, task: Task, tokens: list[str]) -> None:
        """Make the task durable as it is, with these tokens; without any, it is removed."""
        if tokens:
            await self._put(task, msgspec.structs.replace(task.record, tokens=tokens))
        else:
            await self._storage.delete(TASKS, task.key)
            self._undead.discard(task.key)
        task.record.tokens = tokens

    async def keep_quarantined(self, task: Task, quarantined: bool) -> None:
        """The task is to stand still, or to run again, in this life of the daemon and the next; durable before anybody
        is told so."""
        if task.record.tokens:
            resumed = task.record.resumed if quarantined else self._clock.time()
            record = msgspec.structs.replace(task.record, quarantined=quarantined, resumed=resumed)
            await self._put(task, record)
        task.record.quarantined = quarantined
        if not quarantined:
            task.record.resumed = (
                self._clock.time()
            )  # what became due while it was written is not made up for either

    async def _put(self, task: Task, record: TaskRecord) -> None:
        await self._storage.put(TASKS, task.key, _encode(record))
        self._undead.discard(task.key)

    # --- behind ---------------------------------------------------------------------------------------------

    def keep_soon(self, task: Task) -> None:
        """Make durable what has become of a task, with nobody waiting for it; as often as it takes."""
        self._track(asyncio.create_task(self._keep_as_it_is(task)))

    def _track(self, keeping: asyncio.Task[None]) -> None:
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)

    async def caught_up(self) -> None:
        """Wait until what has become of tasks by now is durable, for `PATIENCE` at most, or for a storage that fails.

        Whoever tells of tasks waits for this first, so that nothing is told which a kill would undo.
        """
        if self._keeping:
            _, late = await asyncio.wait(tuple(self._keeping), timeout=PATIENCE)
            if late and not self._hanging:
                log.error("the storage does not answer: what became of %d tasks is not kept yet", len(late))
            self._hanging = bool(late)

    async def close(self) -> None:
        """What is owed is tried once more."""
        self._try_all()
        await self.caught_up()
        if self._retry is not None:
            self._retry.cancel()

    async def _keep_as_it_is(self, task: Task) -> None:
        async with self.locks(task.key):
            if task.record.tokens or task.key in self._undead:  # else somebody has dropped it in the meantime
                try:
                    await self.keep(task, task.record.tokens)
                except Exception as error:
                    self._owe(task, error)
                    return
        if task in self._owed:
            del self._owed[task]
            log.info("%s: what became of it is kept now", task.key)

    def _owe(self, task: Task, error: Exception) -> None:
        if task not in self._owed:
            self._owed[task] = None
            log.error("%s: what became of it could not be kept; it is tried again: %s", task.key, error)
        if self._retry is None:
            self._retry = self._timers.later(RETRY, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        self._track(asyncio.create_task(self._try_one()))

    async def _try_one(self) -> None:
        """Where the storage takes the first, the others follow."""
        first = next(iter(self._owed), None)
        if first is not None:
            await self._keep_as_it_is(first)
            if first not in self._owed:
                self._try_all()

    def _try_all(self) -> None:
        for task in self._owed:
            self.keep_soon(task)

    async def kept(self) -> list[tuple[str, TaskRecord]]:
        """Every durable task by its key. One that this version cannot read stays where it is, and is told of."""
        readable: list[tuple[str, TaskRecord]] = []
        for key, data in await self._storage.scan(TASKS):
            try:
                readable.append((key, _record.decode(data)))
            except msgspec.MsgspecError as error:
                log.error("task %s is kept, but cannot be read: %s", key, error)
        return readable
