"""A thread: one instance of a source, in one cell after another (seed, Планирование, 2 and 4)."""

from __future__ import annotations

import asyncio
import logging
from enum import StrEnum

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.redaction import redacted
from cocaine_sdk.source import Capability
from cocained.cells.frames import Call, Close, Exhausted, Loaded, StoreCall, StoreValue
from cocained.core.backoff import Backoff
from cocained.core.capabilities import ALL, Dependent, missing
from cocained.core.complaints import Complaint
from cocained.core.contracts import Answer, Cells, LiveCell, Pending, Refused, Usage
from cocained.core.gate import NEAR, Gate
from cocained.core.grants.denials import Denials
from cocained.core.grants.reach import Kind
from cocained.core.pace import Pace
from cocained.core.refusals import ENDED, REPLACED, degraded, over
from cocained.core.renewal import Renewal, failure_of
from cocained.core.store import SourceStore
from cocained.core.timers import Timer, Timers
from cocained.core.words import Words

log = logging.getLogger(__name__)


class State(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    DEGRADED = "degraded"
    """The source died or does not load; it is started again after a while."""
    ENDED = "ended"


class Thread:
    """Takes calls, and sees to it that a cell is there to make them. The `Owner` of its cells."""

    def __init__(
        self, uri: str, name: str | None, cells: Cells, store: SourceStore, pace: Pace, timers: Timers
    ) -> None:
        self.uri = uri
        self.shown = redacted(uri)
        """What the log calls it: the URI without passwords."""
        self.name = name
        """The id of an isolated thread; None for the engine's own."""
        self.state = State.STARTING
        self.capabilities: Capability | None = None
        """None as long as it was never loaded."""
        self.exhausted = False
        self.restarts = 0
        self.failure: Failure | None = None
        """Why the last cell ended, or could not be started."""
        self.failed_at = 0.0
        """When that was, on the monotonic clock."""
        self.loaded: float | None = None
        """When this instance of the source was made, on the monotonic clock."""
        self.took: float | None = None
        """Seconds that the last `once` took in its cell, None where it was refused; the books of tasks have those of
        their runs."""
        self.cell: LiveCell | None = None
        self.pace = pace
        self._gate = Gate(pace, timers)
        self.renewal = Renewal(self, cells, timers)
        self.dependents: set[Dependent] = set()
        self.words = Words(self.shown, timers.now())
        self.denials = Denials(self.shown)
        self._deaths = Complaint(self.shown)
        self._cells = cells
        self._store = store
        self._timers = timers
        self._backoff = Backoff()
        self._spent = 0.0
        """Seconds of processor time that cells have used that are no more."""
        self._gone = asyncio.Event()
        self._retry: Timer | None = None
        self._starting: asyncio.Task[None] | None = None
        self._lasting = False
        """Whether it is worth starting again: it has run once, or a task was recovered with it."""

    # --- starting -------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Wait for the first cell. Raises what `Cells.start` raises; a thread that never ran is ended by that. One that
        was recovered, and whose code has not loaded since, raises `SourceFailed` with the reason until it has."""
        if self.state is State.STARTING or (self.capabilities is None and self.is_starting):
            await asyncio.shield(self._begin())
        elif self.state is State.DEGRADED and self.capabilities is None:
            raise SourceFailed(self.refusal or self.failure or ENDED)

    def revive(self) -> None:
        """Start a cell in the background, and again for as long as it fails."""
        self._lasting = True
        if self.state is not State.ENDED and self.cell is None:
            self._begin()

    def _begin(self) -> asyncio.Task[None]:
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(self._started)
        return self._starting

    async def _start(self) -> None:
        cell, loaded = await self.renewal.new_cell()
        if self.state is State.ENDED:
            cell.end(Close())
            return
        if cell.why is not None:
            raise SourceFailed(cell.why)  # it died as soon as it had loaded
        self.take(cell, loaded)

    def take(self, cell: LiveCell, loaded: Loaded) -> None:
        """From now on this cell makes the calls."""
        if self.state is State.DEGRADED:
            self._tell_up()
        self.cell = cell
        self.renewal.loaded(cell)
        self._lasting = True
        self.capabilities = Capability(loaded.capabilities & ALL)
        self.loaded = self._timers.now()
        self.state = State.RUNNING
        self._gate.go_on(self)
        for dependent in tuple(self.dependents):
            dependent.revived()

    def _tell_up(self) -> None:
        """Where its death was told of."""
        if not self._deaths.unsaid:
            log.info("%s: it is up again", self.shown)
        self._deaths.well()

    def _started(self, start: asyncio.Task[None]) -> None:
        self._starting = None
        if self.state is State.ENDED:
            self._cells.forget(self)  # it may have been remembered since
        error = None if start.cancelled() else start.exception()
        if error is None:
            self.renewal.taken()
            return
        if not isinstance(error, CocaineError):
            log.error("%s: the cell could not be started", self.shown, exc_info=error)
        if self._lasting:
            self._degrade(failure_of(error))
            self.renewal.taken()  # where the file was saved meanwhile, it is tried at once
        else:
            self.close()

    def lacking(self, requires: tuple[Capability, ...]) -> Capability | None:
        """What of this the source is known to be unable to do."""
        return None if self.capabilities is None else missing(self.capabilities, requires)

    # --- calls ----------------------------------------------------------------------------------------------

    @property
    def refusal(self) -> Failure | None:
        """Why a call would be refused now; None where it would be made, or wait for a start that is near."""
        if self.state is State.DEGRADED and self._retry is not None:
            seconds = max(0.0, self._retry.when - self._timers.now())
            if seconds > NEAR:
                return degraded(self.failure or ENDED, seconds)
        if not self.pace.is_free and (rest := self.pace.rest(self.spent)) > NEAR:
            return self.pace.share_spent(rest)
        return None

    def call(self, pending: Pending) -> None:
        """Make a call after those before it. Every call gets one answer."""
        if self.exhausted:
            pending.answer(Exhausted())
        elif self.ready_cell is not None:
            self._gate.call(pending, self)
        elif self.state is State.ENDED:
            pending.answer(Refused(ENDED))
        elif self.state is State.DEGRADED and (refusal := self.refusal) is not None:
            pending.answer(Refused(refusal))
        else:
            self._gate.call(pending, self)

    async def ask(self, call: Call, deadline: float) -> Answer:
        """The same for someone who waits; `deadline` in seconds, from when the call begins."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def answered(said: Answer) -> None:
            self.measure(pending)
            if not answer.done():
                answer.set_result(said)

        pending = Pending(call, deadline, answered)
        self.call(pending)
        return await answer

    def measure(self, pending: Pending) -> None:
        """A `once` has been answered: how long that took, if its turn had come. It is over with that."""
        self.took = self._timers.now() - pending.began if pending.began else None
        pending.answer = over

    def go_on(self) -> None:
        """The limits have changed: what waits for a share of the processor may go by now."""
        self.pace.begin_anew(self.spent)
        self._gate.go_on(self)

    def interrupt(self, pending: Pending) -> bool:
        """Kill the cell where this very call is the one that runs; another is started at once. Whether it was."""
        return self.cell is not None and self.cell.interrupt(pending, REPLACED)

    # --- the cells' owner -----------------------------------------------------------------------------------

    def log(self, level: str, message: str) -> None:
        self.words.say(level, message, self._timers.now())

    def denied(self, kind: Kind, what: str, element: str) -> None:
        self.denials.add(kind, what, element, self._timers.now())

    async def store(self, call: StoreCall) -> StoreValue:
        return await self._store.answer(call)

    def saved(self, code: str) -> None:
        self.renewal.saved(code)

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:
        self.renewal.ended(cell, why)
        self._spent += cell.usage.cpu
        if cell is not self.cell:
            return  # it never made a call
        self.cell = None
        if self.state is State.ENDED:
            self._gone.set()
            self._gate.put_back(unstarted)
            self._gate.refuse(ENDED)
            return
        if cell.produced:
            self._backoff.succeeded()
        self._gate.put_back(unstarted)
        self._succeed(why)

    def _succeed(self, why: Failure) -> None:
        """What comes after a cell: one with newer code, or another like it, at once or after a pause."""
        retired = self.renewal.is_retiring
        if self.renewal.swap():
            self._backoff.succeeded()
        elif retired or why is REPLACED or why.code == failure.SCHEME_DIED:  # no fault of its own
            self.state = State.STARTING
            self._begin()
        else:
            self._degrade(why)

    def _degrade(self, why: Failure) -> None:
        """Wait before the next start; whoever would wait too long with it is told so now."""
        self.failure = why
        self.failed_at = self._timers.now()
        if self.state is State.ENDED:
            return
        self.state = State.DEGRADED
        self.restarts += 1
        delay = max(self._backoff.failed(), self.pace.rest(self.spent))
        words = why.sentence().partition("\n")[0]
        self._deaths.failed(f"{words}; started again in {delay:g} s", self.failed_at)
        self._retry = self._timers.later(delay, self.retry)
        if delay > NEAR:
            self._gate.refuse(degraded(why, delay))

    def retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
        self._retry = None
        self.revive()

    # --- the end --------------------------------------------------------------------------------------------

    @property
    def ready_cell(self) -> LiveCell | None:
        return None if self.renewal.is_retiring else self.cell

    @property
    def is_warm(self) -> bool:
        """Whether a call would be made at once."""
        return self.cell is not None and not self.exhausted

    @property
    def is_ended(self) -> bool:
        return self.state is State.ENDED

    @property
    def is_over(self) -> bool:
        return self.exhausted or self.state is State.ENDED

    @property
    def is_starting(self) -> bool:
        return self._starting is not None

    @property
    def usage(self) -> Usage:
        """Of all its cells so far; the memory is that of the one that lives."""
        used = self.cell.usage if self.cell is not None else Usage(0.0, 0)
        return Usage(self._spent + used.cpu, used.memory)

    @property
    def spent(self) -> float:
        return self._spent + (self.cell.spent if self.cell is not None else 0.0)

    @property
    def queue(self) -> int:
        """Calls that have no answer yet."""
        return len(self._gate.waiting) + (self.cell.queue if self.cell is not None else 0)

    @property
    def code(self) -> str:
        """SHA-256 of the user code that runs, as hex digits."""
        return self.cell.code if self.cell is not None else ""

    @property
    def note(self) -> str:
        """What is to be known of where its code is from."""
        return self._cells.note(self)

    def close(self) -> None:
        """End the cell in order. Nothing runs on this thread any more."""
        if self.state is State.ENDED:
            return
        self.state = State.ENDED
        if self._retry is not None:
            self._retry.cancel()
        self._cells.forget(self)
        self._gate.refuse(ENDED)
        self.renewal.end()
        if self.cell is not None:
            self.cell.end(Close())

    async def gone(self) -> None:
        """Wait until nothing is left of a thread that was closed."""
        if self.cell is not None:
            await self._gone.wait()
