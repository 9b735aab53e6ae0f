"""A PULL socket that several tasks share: each gets every message, and it is read at the pace of the slowest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from cocaine_sdk.errors import BadArgument
from cocained.core.backoff import Backoff
from cocained.listening.refusal import CannotListen
from cocained.sinks.place import Place
from cocained.sinks.process import Process
from cocained.sinks.records import Kind

log = logging.getLogger(__name__)

Callback = Callable[[], None]

BATCH = 8
"""Frames that are granted at a time, unless the process waits for fewer."""
LONGEST_PAUSE = 5.0
"""Seconds before a process that keeps ending is started again: honest senders wait for it too."""
STEADY = 10.0
"""Seconds after which a process that ended is no longer one that keeps ending."""


class Taker(Protocol):
    """Who gets the messages of a socket."""

    def room(self) -> int:
        """How many frames it can take now, those that were granted among them. It calls `Pull.go_on` when that grew."""

    def hold(self) -> None:
        """A frame waits, for which this one has no room."""

    def take(self, frame: bytes, more: bool) -> None:
        """Gets one frame; `more`: the next one is of the same message."""


class Pull:
    """One socket, at one endpoint. An `Owner` of its process."""

    def __init__(self, endpoint: str, watermark: int) -> None:
        """Listens at once. Raises `CannotListen`."""
        self.endpoint = endpoint
        self.watermark = watermark
        self.restarts = 0
        """How often its process ended, and another was started."""
        self.takers: list[Taker] = []
        self._receivers: tuple[Taker, ...] = ()
        """Those who get the message of which the last frame was."""
        self._within = False
        """Whether the next frame is of the same message."""
        self._waits = False
        """Whether the process has something for which there was no grant."""
        self._backoff, self._listening_backoff = Backoff(longest=LONGEST_PAUSE), Backoff()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._loop = asyncio.get_running_loop()
        self._process: Process | None = None
        self._place = Place(endpoint)
        self._place.take()
        self._start()

    @property
    def bound(self) -> str | None:
        """Where it listens, as the system says it; None as long as it takes no new senders."""
        return self._place.bound

    def add(self, taker: Taker) -> None:
        """Its first message is the next that begins."""
        self.takers.append(taker)
        self.go_on()

    def remove(self, taker: Taker) -> None:
        self.takers.remove(taker)
        self.go_on()

    def go_on(self) -> None:
        """Have as many frames sent as every taker has room for."""
        if self._process is None or not self.takers:
            return
        room = min([taker.room() for taker in self.takers]) - self._process.lent
        if room >= (1 if self._waits else BATCH):
            self._waits = False
            self._process.grant(room)
        elif self._waits:
            for taker in self.takers:
                if not taker.room():
                    taker.hold()

    def close(self) -> None:
        """What is still in the socket is lost. The endpoint is free when this returns."""
        for timer in self._timers.values():
            timer.cancel()
        self._place.give_up()
        if self._process is not None:
            self._process.close()

    # --- the process ------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._began = self._loop.time()
        try:
            self._process = Process(self.endpoint, self.watermark, self)
        except OSError as error:
            self.ended(f"it cannot be started: {error.strerror}")
            return
        self._within = self._waits = False
        if self._place.descriptor is not None:
            self._process.listen(self._place.descriptor)
        elif "listen" not in self._timers:
            self._listen_again()
        self.go_on()

    def frame(self, frame: bytes, more: bool) -> None:
        if not self._within:
            self._receivers = tuple(self.takers)
        self._within = more
        for taker in self._receivers:
            taker.take(frame, more)

    def note(self, kind: Kind) -> None:
        match kind:
            case Kind.WAITS if self._process is not None and not self._process.lent:
                self._waits = True
                self.go_on()
            case Kind.AWAY:
                self._place.give_up()
            case Kind.EMPTY if self._place.bound is None:
                self._listen_again()

    def ended(self, why: str) -> None:
        self._process = None
        self.restarts += 1
        if self._loop.time() - self._began >= STEADY:
            self._backoff.succeeded()
        delay = self._backoff.failed()
        log.warning(
            "the process of %s ended: %s; what senders had in it is lost, and another starts in %g s",
            self.endpoint, why, delay,
        )  # fmt: skip
        self._later("start", delay, self._start)

    def _listen_again(self) -> None:
        try:
            self._place.take()
        except CannotListen as error:
            delay = self._listening_backoff.failed()
            log.warning("%s; tried again in %g s", error, delay)
            self._later("listen", delay, self._listen_again)
            return
        self._listening_backoff.succeeded()
        if self._process is not None and self._place.descriptor is not None:
            self._process.listen(self._place.descriptor)

    def _later(self, what: str, delay: float, act: Callback) -> None:
        def due() -> None:
            del self._timers[what]
            act()

        self._timers[what] = self._loop.call_later(delay, due)


class Pulls:
    """The PULL sockets of a daemon by their endpoints, as they are written."""

    def __init__(self) -> None:
        self._open: dict[str, Pull] = {}

    def join(self, endpoint: str, watermark: int, taker: Taker) -> Pull:
        """Raises `CannotListen`, or `BadArgument` where the socket is open with another watermark."""
        pull = self._open.get(endpoint)
        if pull is None:
            pull = self._open[endpoint] = Pull(endpoint, watermark)
        elif pull.watermark != watermark:
            raise BadArgument(
                f"{endpoint} is open for another task with the watermark {pull.watermark}; say the same"
            )
        pull.add(taker)
        return pull

    def leave(self, pull: Pull, taker: Taker) -> None:
        """The last one closes the socket."""
        pull.remove(taker)
        if not pull.takers:
            del self._open[pull.endpoint]
            pull.close()
