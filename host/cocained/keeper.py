"""Keeps tasks: what a task's tokens asked for is durable before they are told so (seed, Планирование, 3)."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from cocaine_sdk.errors import StorageError
from cocaine_sdk.storage import TASKS, Storage
from cocained.locks import KeyLocks
from cocained.tasks import Task, TaskRecord

log = logging.getLogger(__name__)

_encode = msgspec.json.encode
_record = msgspec.json.Decoder(TaskRecord)


class TaskKeeper:
    """The tasks in the storage. Every method may raise `StorageError`, and has then changed nothing."""

    def __init__(self, storage: Storage) -> None:
        self.locks = KeyLocks()
        """Held by whoever changes who wants a task."""
        self._storage = storage
        self._keeping: set[asyncio.Task[None]] = set()

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

    async def keep(self, task: Task, tokens: list[str]) -> None:
        """Make the task durable as it is, with these tokens; without any, it is removed."""
        record = msgspec.structs.replace(task.record, tokens=tokens)
        if tokens:
            await self._storage.put(TASKS, task.key, _encode(record))
        else:
            await self._storage.delete(TASKS, task.key)
        task.record.tokens = tokens

    async def keep_quarantined(self, task: Task, quarantined: bool) -> None:
        """The task is to stand still, or to run again, in this life of the daemon and the next."""
        task.record.quarantined = quarantined
        try:
            if task.record.tokens:
                await self.keep(task, task.record.tokens)
        except StorageError:
            task.record.quarantined = not quarantined
            raise

    def keep_soon(self, task: Task) -> None:
        """Make durable what has become of a task, with nobody waiting for it."""
        keeping = asyncio.create_task(self._keep_as_it_is(task))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)

    async def _keep_as_it_is(self, task: Task) -> None:
        async with self.locks(task.key):
            if task.record.tokens:  # nobody has dropped it in the meantime
                try:
                    await self.keep(task, task.record.tokens)
                except StorageError as error:
                    log.error("%s: what became of it could not be kept: %s", task.key, error)

    async def kept(self) -> list[tuple[str, TaskRecord]]:
        """Every durable task by its key. One that this version cannot read stays where it is, and is told of."""
        readable: list[tuple[str, TaskRecord]] = []
        for key, data in await self._storage.scan(TASKS):
            try:
                readable.append((key, _record.decode(data)))
            except msgspec.MsgspecError as error:
                log.error("task %s is kept, but cannot be read: %s", key, error)
        return readable
