"""What is said between the host and one source: calls in order, one of them running, each under its deadline.

The next calls wait at the cell's door, already sent, so that a busy cell never waits for the host. As a cell answers
in order and as soon as it knows, the first unanswered call is the one that runs, and its deadline counts from the
answer before it. Everything that comes out of a cell is read as hostile.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import Protocol

import msgspec

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.failure import Failure
from cocaine_sdk.plugin import Code
from cocaine_sdk.redaction import Scrub
from cocained.cells import events
from cocained.cells.frames import (
    PATIENCE,
    Close,
    Exhausted,
    Failed,
    FromCell,
    Load,
    Loaded,
    Logged,
    Next,
    Patience,
    Process,
    Produced,
    Reschedule,
    Rescheduled,
    encode,
)
from cocained.cells.questions import Questions
from cocained.cells.verdicts import hostile, late
from cocained.core.contracts import Answer, EventFields, Owner, Pending, Usage
from cocained.core.grants.reach import Reach
from cocained.core.timers import Timer, Timers

WINDOW = 16
"""Calls that may stand at a cell's door."""
FAREWELL = 1.0
"""Seconds that a source has for its `close`."""
MAX_LOGGED = 4096
"""Log frames in a run that a cell running our own loop would never pass."""

_LEVELS = ("debug", "info", "warning", "error")
_ANSWERS: dict[type, tuple[type, ...]] = {
    Load: (Loaded, Failure),
    Next: (EventFields, Exhausted, Failure),
    Process: (EventFields, Exhausted, Failure),
    Reschedule: (Rescheduled, Failure),
    Close: (),
}
_decoder = msgspec.msgpack.Decoder(FromCell)
_next_frame = encode(Next())


class Line(Protocol):
    """The way to the source."""

    def write(self, frame: bytes, descriptor: int | None = None) -> None:
        """`descriptor` goes along, and is closed on our side. After `close` nothing is sent."""

    @property
    def is_handing(self) -> bool:
        """Whether a descriptor has not gone to the other side yet."""

    def close(self) -> None:
        """Nothing more is heard."""


class Conversation(ABC):
    """The calls on their way to one source, and what it says: a `LiveCell` but for what it lives in."""

    def __init__(self, owner: Owner, timers: Timers, clock: Clock) -> None:
        self.produced = 0
        self.code = ""
        self.made_of = ""
        self.scrub: Scrub | None = None
        """Hides the passwords and secrets of the source's URI in what it says, but for its events."""
        self.user_code: Code | None = None
        self._line: Line
        self._owner = owner
        self._timers = timers
        self._clock = clock
        self._over = False
        self._queued: deque[Pending] = deque()
        self._sent: deque[Pending] = deque()
        self._deadline = 0.0
        self._patience = PATIENCE
        """What the source was last told of the time that its calls have."""
        self._timer: Timer | None = None
        self._logged = 0
        self.questions = Questions(owner, self._reply, self.condemn)
        self._why: Failure | None = None
        self._used = Usage(0.0, 0)

    # --- calls ----------------------------------------------------------------------------------------------

    def send(self, pending: Pending) -> None:
        if self._over and self._why is not None:  # too late to be handed back
            pending.answer(self._why)
            return
        self._queued.append(pending)
        if len(self._sent) < WINDOW:
            self._fill_window()

    def _fill_window(self) -> None:
        while self._queued and len(self._sent) < WINDOW and self._why is None:
            pending = self._queued.popleft()
            self._sent.append(pending)
            if pending.timeout != self._patience:
                self._tell_patience(pending.timeout)
            self._line.write(_next_frame if type(pending.call) is Next else encode(pending.call))
            if len(self._sent) == 1:
                self._begin_deadline()

    def _tell_patience(self, seconds: float) -> None:
        self._patience = seconds
        self._line.write(encode(Patience(seconds)))

    def _answer(self, answer: Answer) -> None:
        if not self._sent:
            self.condemn(hostile("an answer to no call"))
            return
        if not isinstance(answer, _ANSWERS[type(self._sent[0].call)]):
            self.condemn(hostile("an answer to another question"))
            return
        done = self._sent.popleft()
        self._logged = 0
        if self._sent:
            self._begin_deadline()
        if self._queued:
            self._fill_window()
        done.answer(answer)

    # --- deadlines: one timer for a cell, moved only when it rings ------------------------------------------

    def _begin_deadline(self) -> None:
        begun = self._sent[0]
        begun.began = self._clock.monotonic()
        self._deadline = begun.began + begun.timeout
        if self._timer is None:
            self._timer = self._timers.at(self._deadline, self._rang)
        elif self._timer.when > self._deadline:
            self._timer.cancel()
            self._timer = self._timers.at(self._deadline, self._rang)

    def _rang(self) -> None:
        self._timer = None
        if not self._sent:
            return
        if self._clock.monotonic() < self._deadline:
            self._timer = self._timers.at(self._deadline, self._rang)
            return
        self.condemn(late(self._sent[0]))

    # --- what the cell says ---------------------------------------------------------------------------------

    def _received(self, frame: bytes) -> None:
        try:
            message = _decoder.decode(frame)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            self.condemn(self._scrubbed(hostile(f"a frame that is none: {error}")))
            return
        match message:
            case Produced(event=event):
                self._produced(event)
            case Failed(failure=reason, last=True):
                self.condemn(self._read_failure(reason))
            case Failed(failure=reason):
                self._answer(self._read_failure(reason))
            case Loaded() | Rescheduled() | Exhausted():
                self._answer(message)
            case Logged(level=level, message=words):
                self._said(level, words)
            case _ if self._line.is_handing:  # descriptors would pile up here
                self.condemn(hostile("a question before the answer to another was read"))
            case _:
                running = self._sent[0].call if self._sent else None
                self.questions.put(message, running, self._deadline - self._clock.monotonic())

    def _reply(self, frame: bytes, descriptor: int | None) -> None:
        self._line.write(frame, descriptor)

    def _read_failure(self, said: Failure) -> Failure:
        return self._scrubbed(events.read_failure(said))

    def _scrubbed(self, reason: Failure) -> Failure:
        """What tells of the cell's own words."""
        return reason if self.scrub is None else reason.scrubbed(self.scrub)

    def _produced(self, event: bytes) -> None:
        try:
            fields: EventFields = events.read(event)
        except events.HostileEvent as error:
            self.condemn(self._scrubbed(hostile(str(error))))
            return
        self.produced += 1
        self._answer(fields)

    def _said(self, level: str, words: str) -> None:
        self._logged += 1
        if self._logged > MAX_LOGGED:
            self.condemn(hostile("log lines without end"))
            return
        words = words[: events.MAX_WORDS]
        if self.scrub is not None:
            words = self.scrub.text(words)
        self._owner.log(level if level in _LEVELS else "info", words)

    # --- the end --------------------------------------------------------------------------------------------

    @property
    def usage(self) -> Usage:
        return self._used

    @property
    def spent(self) -> float:
        return self._used.cpu

    @property
    def wants(self) -> Reach | None:
        reaching = self.questions.reaching
        return reaching.wants if reaching is not None else None

    @property
    def is_at_work(self) -> bool:
        """Whether a call is made."""
        return bool(self._sent)

    @property
    def queue(self) -> int:
        return len(self._sent) + len(self._queued)

    @property
    def why(self) -> Failure | None:
        return self._why

    def interrupt(self, pending: Pending, why: Failure) -> bool:
        if not self._sent or self._sent[0] is not pending:
            return False
        self.condemn(why)
        return True

    def retire(self) -> None:
        self.send(Pending(Close(), FAREWELL, lambda _: None))

    def end(self, farewell: Close | None) -> None:
        """Close the source under a deadline, or kill the cell at once."""
        if self._why is not None:
            return
        if farewell is None:
            self.condemn(Failure(code=failure.SOURCE_DIED, message="the cell was ended"))
            return
        self.retire()
        self._timers.later(2 * FAREWELL, lambda: self.end(None))  # nobody may want what stands before it

    def measured(self, usage: Usage) -> None:
        self._used = usage

    def condemn(self, why: Failure) -> None:
        """End it at once, for a reason that its running call will be told."""
        if self._why is not None:
            return
        self._why = why
        self.questions.end()
        self._kill()
        self._line.close()
        self._fail_running(why)

    def _fail_running(self, why: Failure) -> None:
        if self._sent:
            self._sent.popleft().answer(why)

    @abstractmethod
    def _kill(self) -> None:
        """End what it lives in, now. It may be on its end already."""

    def _finish(self, why: Failure) -> None:
        """It is gone: the last word on why, where none was said before."""
        if self._over:
            return
        self._over = True
        self.questions.end()
        self._line.close()
        if self._timer is not None:
            self._timer.cancel()
        if self._why is None:
            self._why = why
            self._fail_running(why)
        unstarted = [p for p in (*self._sent, *self._queued) if type(p.call) is not Close]
        self._sent.clear()
        self._queued.clear()
        self._owner.ended(self, why, unstarted)
