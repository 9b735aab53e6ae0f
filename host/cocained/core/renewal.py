"""Newer code for a thread: loaded in a new cell first, and swapped in when the old one has answered what it was sent.

What does not load, or cannot do what the thread's tasks need, is told of, and the old code runs on (sources.md, Time).

    SETTLED ──saved──► LOADING ──loaded──► RETIRING ──the old cell has gone──► SETTLED
                       │     │
                       │     └──refused, or the same as what runs──► SETTLED
                       └──no room──► POSTPONED ──5 s, or saved──► LOADING

A save that comes too early, in LOADING, in RETIRING or while the thread starts a cell, is noted and loaded after that.
Where what runs may not go on, as something was taken away from it, nothing is left of it after 2 s, whatever the state.
The old cell may go in any state. In LOADING the thread's next start waits for the newer cell; in RETIRING that takes
over, and where it died before its turn another is started; else the start reads the file, as the save may not have been
heard of yet, or takes the good code where the file is known to be of no use.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import NamedTuple, Protocol

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Close, Loaded
from cocained.core.capabilities import Dependent, fault_of
from cocained.core.contracts import Cells, LiveCell, LoadFailed, Owner
from cocained.core.timers import Timer, Timers

log = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds until a new version that could not be tried, for want of room, is tried again."""
LEAVE = 2.0
"""Seconds for which what may not go on goes on at most."""


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
        """Whether a cell is on its way already."""

    def retry(self) -> None:
        """Start a cell now, not only after the pause."""

    def take(self, cell: LiveCell, loaded: Loaded) -> None:
        """From now on this cell makes the calls."""


Started = tuple[LiveCell, Loaded]
"""A cell, and what its source said when it was loaded."""


class Postponed(NamedTuple):
    """Newer code could not be tried."""

    timer: Timer


class Loading(NamedTuple):
    """Newer code is loaded in a new cell."""

    task: asyncio.Task[None]


class Retiring(NamedTuple):
    """The old cell was told to end; no call goes to it any more."""

    successor: Started | None
    """None where it died before its turn."""


class Renewal:
    """Renews the code of one thread, one version at a time."""

    def __init__(self, thread: Renewable, cells: Cells, timers: Timers) -> None:
        self.count = 0
        """Times that the code was swapped."""
        self.failure: Failure | None = None
        """Why the code that was saved last does not run."""
        self._held_by = weakref.ref(thread)
        self._cells = cells
        self._timers = timers
        self._good: LiveCell | None = None
        """The last cell that the thread had: its code is good."""
        self._state: Postponed | Loading | Retiring | None = None
        """None: SETTLED."""
        self._missed = False
        """Whether a save was too early."""
        self._leaves: float | None = None
        """When what runs must have ended, on the monotonic clock; None where it may go on."""
        self._ending: Timer | None = None
        """Ends it, if it has not."""

    @property
    def _thread(self) -> Renewable:
        """It holds us, not we it: it is to be freed as soon as it has ended."""
        thread = self._held_by()
        if thread is None:
            raise ReferenceError("a thread that is gone has no code to renew")
        return thread

    @property
    def is_retiring(self) -> bool:
        """Whether the thread's cell was told to end: what is called now waits for the next."""
        return isinstance(self._state, Retiring)

    @property
    def _is_busy(self) -> bool:
        return self._thread.is_starting or isinstance(self._state, (Loading, Retiring))

    # --- saves ----------------------------------------------------------------------------------------------

    def saved(self, code: str) -> None:
        """The file was saved; `code`: the digest of what it holds now."""
        cell = self._thread.cell
        if cell is not None and code == cell.code and self._state is None and not self._thread.is_starting:
            self.failure = None
        else:
            self.renew()

    def renew(self, must: bool = False) -> None:
        """What the thread's source is made of is another now: the file, a secret, or what it may reach.

        `must`: what runs may not go on; where nothing can take its place at once, it ends first.
        """
        thread = self._thread
        if thread.is_over:
            return
        if must and self._leaves is None:
            self._leaves = self._timers.now() + LEAVE
        self._plan_end(thread)
        if must and isinstance(self._state, Retiring):
            self._drop_successor()  # it is made of the same
            self._end_old(thread)
            return
        if self._is_busy:
            self._missed = True
            return
        self._cancel_postponed()
        if thread.cell is None:  # it may have been mended: no need to wait
            self.failure = self._leaves = None
            thread.retry()
        else:
            self._state = Loading(asyncio.create_task(self._load(thread)))

    def _plan_end(self, thread: Renewable) -> None:
        """What must end does, also where what is to come is slow."""
        if self._leaves is not None and (cell := thread.cell) is not None:
            self._cancel_end()
            self._ending = self._timers.at(self._leaves, lambda: cell.end(None))

    def _cancel_end(self) -> None:
        if self._ending is not None:
            self._ending.cancel()

    def taken(self) -> None:
        """The thread has a cell, or will have none soon: now is the time for a save that was too early."""
        missed, self._missed = self._missed, False
        if missed:
            self.renew()

    # --- newer code -----------------------------------------------------------------------------------------

    async def _load(self, thread: Renewable) -> None:
        try:
            cell, loaded = await self._cells.start(thread.uri, thread, renewing=True)
        except CocaineError as error:
            self._refuse(thread, error)
        except Exception:
            self._state = None
            log.exception("%s: its new version could not be loaded", thread.shown)
            self._end_old(thread)
        else:
            self._offer(thread, cell, loaded)
        if thread.is_over:
            self._cells.forget(thread)  # it may have been remembered since
        self.taken()

    def _offer(self, thread: Renewable, cell: LiveCell, loaded: Loaded) -> None:
        """The cell takes over as soon as it may, if it is of use."""
        self._state = None
        old, fault = thread.cell, fault_of(cell, loaded, thread.dependents)
        if thread.is_over:
            cell.end(None)
        elif old is not None and (cell.code, cell.made_of) == (old.code, old.made_of):
            self.failure = None  # it was saved while it was loaded, and is what runs
            cell.end(None)
            if not self._missed:
                self._leaves = None
                self._cancel_end()
        elif self._leaves is not None and self._missed:
            cell.end(None)  # it may be made of what was taken away; what is loaded next is not
        elif fault is not None:
            cell.end(None)
            self._refuse(thread, SourceFailed(fault))
        else:
            self._state = Retiring((cell, loaded))
            if old is not None:
                old.retire() if self._leaves is None else old.end(Close())
            elif not thread.is_starting:  # else that takes it
                self.swap()
            self._leaves = None

    def _refuse(self, thread: Renewable, error: CocaineError) -> None:
        self._state = None
        if thread.is_over:
            return
        if self._leaves is not None:
            self.failure = failure_of(error)
            log.warning(
                "%s: its old version may not run on, the new one cannot be loaded: %s",
                thread.shown,
                self.failure.sentence(),
            )
            self._end_old(thread)
            return
        self._keep_old(failure_of(error))
        if not _blames_source(error):
            self._state = Postponed(self._timers.later(AGAIN, self.renew))

    def _end_old(self, thread: Renewable) -> None:
        """Another cell is started in its place by the thread, as where it had died."""
        must, self._leaves = self._leaves is not None, None
        if must and thread.cell is not None:
            thread.cell.end(Close())

    def _keep_old(self, why: Failure) -> None:
        """The file is of no use: what runs, and is started again if need be, is the code from before."""
        self.failure = why
        log.warning(
            "%s: its old version runs on, the new one cannot be loaded: %s",
            self._thread.shown,
            why.sentence(),
        )

    # --- the thread's cells ---------------------------------------------------------------------------------

    async def new_cell(self) -> Started:
        """A cell for the thread: with what is in the file; as long as that is of no use, with the code that was.

        Raises what `Cells.start` raises.
        """
        thread = self._thread
        if isinstance(self._state, Loading):
            await asyncio.wait((self._state.task,))
        successor = self._succession()
        if successor is not None:
            return successor
        self._leaves = None  # what is started from now on has nothing that was taken away
        good = self._good
        if good is None or not good.code:
            return await self._cells.start(thread.uri, thread)
        started = await self._from_file(thread, good) if self.failure is None else None
        return started or await self._cells.start(thread.uri, thread, good)

    async def _from_file(self, thread: Renewable, good: LiveCell) -> Started | None:
        """None where the file has other code than the good, and it is of no use."""
        fault: Failure | None = None
        try:
            cell, loaded = await self._cells.start(thread.uri, thread)
        except SourceFailed as error:
            if thread.is_over or not _blames_source(error) or _read_by(error) == good.code:
                raise
            fault = error.failure
        else:
            if cell.code != good.code:
                fault = fault_of(cell, loaded, thread.dependents)
            if fault is None:
                return cell, loaded
            cell.end(None)
        self._keep_old(fault)
        return None

    def loaded(self, cell: LiveCell) -> None:
        """The thread has taken this cell."""
        self._good = cell

    def ended(self, cell: LiveCell, why: Failure) -> None:
        """A cell of the thread has ended: was it the one that was to come?"""
        state = self._state
        if isinstance(state, Retiring) and state.successor is not None and cell is state.successor[0]:
            self._state = Retiring(None)
            log.warning("%s: its new version ended before its turn: %s", self._thread.shown, why.message)

    def swap(self) -> bool:
        """The old cell has gone: put the new one in its place; whether there was one."""
        successor = self._succession()
        if successor is None:
            return False
        self._thread.take(*successor)
        self.taken()
        return True

    def _succession(self) -> Started | None:
        """Whoever retired has gone: who takes over, if anybody does."""
        if not isinstance(self._state, Retiring):
            return None
        successor, self._state = self._state.successor, None
        if successor is not None:
            self.count += 1
            self.failure = None
            log.info("%s: its new version runs", self._thread.shown)
        return successor

    # --- the end --------------------------------------------------------------------------------------------

    def close(self) -> None:
        """What was to come does not come."""
        self._cancel_postponed()
        self._drop_successor()

    def _drop_successor(self) -> None:
        if isinstance(self._state, Retiring) and self._state.successor is not None:
            (cell, _), self._state = self._state.successor, Retiring(None)
            cell.end(None)

    def end(self) -> None:
        """The thread has ended."""
        self.close()
        self._cancel_end()
        self._good = None  # it holds the thread

    def _cancel_postponed(self) -> None:
        if isinstance(self._state, Postponed):
            self._state.timer.cancel()
            self._state = None


def failure_of(error: BaseException) -> Failure:
    """Why a cell could not be started."""
    if isinstance(error, SourceFailed):
        return error.failure
    code = error.wire_code if isinstance(error, CocaineError) else failure.SOURCE_DIED
    return Failure(code=code, message=str(error))


def _blames_source(error: CocaineError) -> bool:
    """Whether it is the fault of what was read, and not of what there is around it."""
    return isinstance(error, SourceFailed) and error.failure.code != failure.SCHEME_DIED


def _read_by(error: SourceFailed) -> str:
    """The digest of the code that was read before this happened, if any."""
    return error.digest if isinstance(error, LoadFailed) else ""
