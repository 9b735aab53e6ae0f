"""Newer code for a thread: loaded in a new cell first, and swapped in when the old one has answered what it was sent.

What does not load, or cannot do what the thread's tasks need, is told of, and the old code runs on (sources.md, Time).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocained.cells.frames import Loaded
from cocained.contracts import Cells, LiveCell, Owner
from cocained.timers import Timer, Timers

log = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds until a new version that could not be tried, for want of room, is tried again."""
ALL = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR


class Dependent(Protocol):
    """A task on a thread."""

    key: str
    requires: tuple[Capability, ...]

    def revived(self) -> None:
        """The thread has a new cell."""


class Renewable(Owner, Protocol):
    """The thread whose code may be renewed."""

    uri: str
    shown: str
    """What the log calls it."""
    cell: LiveCell | None
    dependents: set[Dependent]

    @property
    def is_over(self) -> bool:
        """Whether nothing will run on it any more."""

    @property
    def is_starting(self) -> bool:
        """Whether a cell is on its way already, with whatever is in the file."""

    def retry(self) -> None:
        """Start a cell now, not only after the pause."""

    def take(self, cell: LiveCell, loaded: Loaded) -> None:
        """From now on this cell makes the calls."""


class Renewal:
    """Renews the code of one thread, one version at a time."""

    def __init__(self, thread: Renewable, cells: Cells, timers: Timers) -> None:
        self.count = 0
        """Times that the code was swapped."""
        self.failure: Failure | None = None
        """Why the code that was saved last does not run."""
        self._thread = thread
        self._cells = cells
        self._timers = timers
        self._good: LiveCell | None = None
        """The last cell that loaded: its code is good."""
        self._untried = False
        """Whether the file was saved while there was no cell, and has not been loaded since."""
        self._successor: tuple[LiveCell, Loaded] | None = None
        self._loading: asyncio.Task[None] | None = None
        self._stale = False
        """Whether the file was saved again in the meantime."""
        self._again: Timer | None = None

    @property
    def is_due(self) -> bool:
        """Whether a new cell waits for the old one's end: no call goes to that any more."""
        return self._successor is not None

    async def new_cell(self) -> tuple[LiveCell, Loaded]:
        """A cell for the thread: with what is in the file; as long as that does not load, with the code that did.

        Raises what `Cells.start` raises.
        """
        thread = self._thread
        if self._good is None or not self._good.code:
            return await self._cells.start(thread.uri, thread)
        if self.failure is not None:
            return await self._cells.start(thread.uri, thread, self._good)
        try:
            return await self._cells.start(thread.uri, thread)
        except SourceFailed as error:
            if not self._untried:
                raise
            self._keep_old(error.failure)
            return await self._cells.start(thread.uri, thread, self._good)

    def loaded(self, cell: LiveCell) -> None:
        """The thread has taken this cell."""
        self._good = cell
        self._untried = False

    def saved(self, code: str) -> None:
        """The file was saved; `code`: the digest of what it holds now."""
        cell = self._thread.cell
        if cell is not None and code == cell.code and not self._is_busy:
            self.failure = None
        else:
            self.renew()

    def renew(self) -> None:
        """What the thread's source is made of is another now: the file, or a secret."""
        if self._thread.is_over:
            return
        if self._is_busy:
            self._stale = True
        elif self._thread.cell is None:  # it may have been mended: no need to wait
            self.failure = None
            self._untried = True
            self._thread.retry()
        else:
            self._loading = asyncio.create_task(self._load())

    @property
    def _is_busy(self) -> bool:
        return self._thread.is_starting or self._loading is not None or self._successor is not None

    def taken(self) -> None:
        """The thread has a cell: where the file was saved while that was loaded, look again."""
        if self._stale:
            self._stale = False
            self.renew()

    def ended(self, cell: LiveCell, why: Failure) -> None:
        """A cell of the thread has ended: was it the one that was to come?"""
        if self._successor is not None and cell is self._successor[0]:
            self._successor = None
            log.warning("%s: its new version ended before its turn: %s", self._thread.shown, why.message)

    def swap(self) -> bool:
        """The old cell has gone: put the new one in its place; whether there was one."""
        if self._successor is None:
            return False
        (cell, loaded), self._successor = self._successor, None
        self._swap(cell, loaded)
        return True

    def close(self) -> None:
        if self._again is not None:
            self._again.cancel()
        if self._successor is not None:
            (cell, _), self._successor = self._successor, None
            cell.end(None)

    async def _load(self) -> None:
        try:
            await self._prepare()
        except CocaineError as error:
            self._keep_old(failure_of(error))
            if not isinstance(error, SourceFailed):
                self._again = self._timers.later(AGAIN, self.renew)
        except Exception:
            log.exception("%s: its new version could not be loaded", self._thread.shown)
        finally:
            self._loading = None
            if self._thread.is_over:
                self._cells.forget(self._thread)  # it may have been remembered since
        if self._successor is None:
            self.taken()

    async def _prepare(self) -> None:
        thread = self._thread
        cell, loaded = await self._cells.start(thread.uri, thread, renewing=True)
        lack = _lack(Capability(loaded.capabilities & ALL), thread.dependents)
        if thread.is_over or thread.is_starting:  # what starts has the new code
            cell.end(None)
        elif lack is not None:
            cell.end(None)
            raise SourceFailed(lack)
        elif cell.why is not None:
            raise SourceFailed(cell.why)
        elif thread.cell is None:
            self._swap(cell, loaded)
        elif cell.code == thread.cell.code and cell.made_of == thread.cell.made_of:
            cell.end(None)  # it was saved while it was loaded, and is what runs
        else:
            self._successor = (cell, loaded)
            thread.cell.retire()

    def _swap(self, cell: LiveCell, loaded: Loaded) -> None:
        self.count += 1
        self.failure = None
        log.info("%s: its new version runs", self._thread.shown)
        self._thread.take(cell, loaded)
        self.taken()

    def _keep_old(self, why: Failure) -> None:
        """The file does not load: what runs, and is started again if need be, is the code from before."""
        self.failure = why
        log.warning(
            "%s: its old version runs on, the new one cannot be loaded: %s",
            self._thread.shown,
            why.sentence(),
        )


def missing(capabilities: Capability, requires: tuple[Capability, ...]) -> Capability | None:
    """The first of these that is not there. (As plain ints: an IntFlag's `&` costs 2 µs.)"""
    for capability in requires:
        if not int.__and__(capabilities, capability):
            return capability
    return None


def failure_of(error: BaseException) -> Failure:
    """Why a cell could not be started."""
    if isinstance(error, SourceFailed):
        return error.failure
    code = error.wire_code if isinstance(error, CocaineError) else failure.SOURCE_DIED
    return Failure(code=code, message=str(error))


def _lack(capabilities: Capability, dependents: Iterable[Dependent]) -> Failure | None:
    for dependent in dependents:
        lack = missing(capabilities, dependent.requires)
        if lack is not None:
            words = f"it doesn't support {lack.in_words}, which the task {dependent.key} needs"
            return Failure(code=failure.MISSING_NAME, message=words)
    return None
