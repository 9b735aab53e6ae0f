"""The host's side of a seat: one source in a process that it shares with others of its scheme."""

from __future__ import annotations

from collections.abc import Callable

from cocaine_sdk import failure
from cocaine_sdk.clock import Clock
from cocaine_sdk.failure import Failure
from cocained.cells.addressing import addressed
from cocained.cells.conversation import Conversation
from cocained.core.contracts import Owner
from cocained.core.timers import Timers

_ENDED = Failure(code=failure.SOURCE_DIED, message="the source ended")


class SeatLine:
    """Frames to one seat, over the socket of the process."""

    def __init__(self, number: int, write: Callable[[bytes], None]) -> None:
        self._number = number
        self._write = write
        self._open = True

    def write(self, frame: bytes, descriptor: int | None = None) -> None:  # noqa: ARG002  no seat is handed one
        if self._open:
            self._write(addressed(self._number, frame))

    @property
    def is_handing(self) -> bool:
        return False

    def close(self) -> None:
        self._open = False


class Seat(Conversation):
    """A source that ends without its process; it has gone when the process says so, or takes too long to."""

    def __init__(
        self,
        number: int,
        write: Callable[[bytes], None],
        discard: Callable[[int], None],
        owner: Owner,
        timers: Timers,
        clock: Clock,
    ) -> None:
        super().__init__(owner, timers, clock)
        self.number = number
        self._discard = discard
        self._line = SeatLine(number, write)

    def received(self, frame: bytes) -> None:
        """A frame from the source. After its end nothing of it is believed."""
        if self._why is None:
            self._received(frame)

    def gone(self) -> None:
        """Nothing is left of it in the process."""
        self._finish(self._why or _ENDED)

    def process_ended(self, why: Failure) -> None:
        """The process has ended, and the source with it."""
        self._finish(self._why or why)

    def _tell_patience(self, seconds: float) -> None:
        """At its deadline a call is cancelled: the process need not know."""

    def _kill(self) -> None:
        self._discard(self.number)
