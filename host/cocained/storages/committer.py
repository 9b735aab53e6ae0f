"""Group commit: one thread, one transaction for all that waits, one wake-up of the loop for all answers.

A commit costs a sync of the disk however much is in it. So the thread takes whatever has come while it was
busy with the last transaction: at rest an operation waits for nobody, under load thousands share a sync. Large
values are the exception: of them a transaction has but so much, so that those who write little wait for a moment of
them, and not for all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from cocaine_sdk.errors import StorageError

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_PASSING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY)
"""Failures that leave the connection sound: it keeps reading while nothing can be written."""


SMALL = 1 << 14
"""Bytes up to which a value is written at once."""
LARGE_AT_ONCE = 1 << 16
"""Bytes of larger ones in a transaction: the last of them may go beyond that."""


class Operation(NamedTuple):
    """One statement to run. It must be one: SQLite undoes a failed statement by itself, and only that one."""

    work: Work[Any]
    future: asyncio.Future[Any]
    size: int | None
    """Bytes that it writes; None: it only reads."""


Outcome = Any
"""What an operation returned, or the `StorageError` that it failed with."""


class Committer:
    """Runs operations on a connection of its own, which it makes anew whenever it broke."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], name: str) -> None:
        self._connect = connect
        self._name = name
        self._queue: SimpleQueue[Operation | None] = SimpleQueue()
        self._large: deque[Operation] = deque()
        """What the thread has taken, and left for a later transaction."""
        self._large_before = False
        """Whether the last transaction had room for some: each that follows has it only where nothing small waits."""
        self._thread = threading.Thread(target=self._main, name=f"storage {name}", daemon=True)
        self._connection: sqlite3.Connection | None = None
        self._loop = asyncio.get_running_loop()
        self._ended = self._loop.create_future()
        self._failing = False
        self.commits = 0
        self.operations = 0

    def start(self) -> None:
        self._thread.start()

    async def run(self, work: Work[T], size: int | None = 0) -> T:
        """The result of `work`, once its transaction is durable. Raises `StorageError`.

        `size`: bytes that it writes; None where it only reads. A caller that is cancelled cannot know whether his
        operation was done. Who wants operations done one after the other waits for each.
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(Operation(work, future, size))
        return await future

    async def stop(self) -> None:
        """Finish all that waits, then end. May be called twice, and cancelled."""
        self._queue.put(None)
        await asyncio.shield(self._ended)

    # --- from here on: in the thread

    def _main(self) -> None:
        while batch := self._take():
            self._tell(self._resolve, batch, self._commit(batch))
        self._disconnect()
        self._tell(self._end)

    def _take(self) -> list[Operation]:
        """All that is small and waits by now, and some of what is large, at least one; nothing at the end."""
        batch: list[Operation] = []
        for _ in range(max(0 if self._large else 1, self._queue.qsize())):
            operation = self._queue.get()
            if operation is None:  # nothing comes after it; it is met again once this batch is done
                if batch or self._large:
                    self._queue.put(None)
                break
            (batch if (operation.size or 0) <= SMALL else self._large).append(operation)
        self._large_before = not (batch and self._large_before)
        return batch + self._take_large() if self._large_before else batch

    def _take_large(self) -> list[Operation]:
        taken: list[Operation] = []
        room = LARGE_AT_ONCE
        while self._large and room > 0:
            room -= self._large[0].size or 0
            taken.append(self._large.popleft())
        return taken

    def _commit(self, batch: Sequence[Operation]) -> list[Outcome]:
        try:
            outcomes = self._do(self._connected(), batch)
        except Exception as error:
            self._recover(error)
            return [self._failure(error) for _ in batch]
        self._count(len(batch))
        return outcomes

    def _do(self, connection: sqlite3.Connection, batch: Sequence[Operation]) -> list[Outcome]:
        """Each step needs the interpreter's lock, which a busy loop is slow to give: so there is none without need."""
        writes = any(operation.size is not None for operation in batch)
        if writes:
            connection.execute("BEGIN IMMEDIATE")
        outcomes = [self._attempt(connection, operation.work) for operation in batch]
        if writes:
            connection.execute("COMMIT")
        return outcomes

    def _attempt(self, connection: sqlite3.Connection, work: Work[Any]) -> Outcome:
        try:
            return work(connection)
        except sqlite3.Error as error:
            if not connection.in_transaction:  # SQLite has undone all of it, what came before as well
                raise
            return self._failure(error)
        except Exception as error:  # a key that is no Unicode, a value that is no bytes
            return self._failure(error)

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _count(self, operations: int) -> None:
        self.commits += 1
        self.operations += operations
        if self._failing:
            self._failing = False
            log.warning("the storage %s serves again", self._name)

    def _recover(self, error: Exception) -> None:
        """Undo what was begun. A connection that may be broken is left; the next batch makes a new one."""
        if not self._failing:  # said once, however long the disk is full
            self._failing = True
            log.error("the storage %s failed: %s", self._name, error)
        try:
            if self._connection is not None and getattr(error, "sqlite_errorcode", None) in _PASSING:
                self._connection.rollback()
                return
        except sqlite3.Error:
            log.exception("the storage %s could not roll back", self._name)
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()  # the last connection's close writes the log back into the database
            self._connection = None

    def _failure(self, error: Exception) -> StorageError:
        return StorageError(f"the storage {self._name} failed, and nothing of this was kept: {error}")

    def _tell(self, callback: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it everyone who waited
            self._loop.call_soon_threadsafe(callback, *arguments)

    # --- back in the loop

    def _resolve(self, batch: Sequence[Operation], outcomes: Sequence[Outcome]) -> None:
        for (_, future, _), outcome in zip(batch, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, StorageError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)
