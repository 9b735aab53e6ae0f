"""The far side of a shared process: one source, its calls one after the other, and its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from cocained.cells.frames import (
    Call,
    Close,
    Exhausted,
    Failed,
    Load,
    Loaded,
    Next,
    Outcome,
    Process,
    Produced,
    Reschedule,
    Rescheduled,
)
from cocained.cells.inside.asynchronous import AsyncSource, async_source_of
from cocained.cells.inside.blame import Blame
from cocained.cells.inside.results import BadResult, encode_event
from cocained.cells.inside.services import HostLog
from cocained.cells.inside.speech import SPEAKER
from cocained.cells.inside.times import Times

FAREWELL = 1.0
"""Seconds that a source has for its `close` after it was discarded."""


class Seat:
    """A source. `tell` sends to the host, `on_gone` is called when nothing of it is left.

    `lines`: so many of its log are told in one call.
    """

    def __init__(
        self,
        number: int,
        plugin: Callable[[str], Any],
        tell: Callable[[msgspec.Struct], None],
        busy: Callable[[bool], None],
        on_gone: Callable[[int], None],
        lines: int,
    ) -> None:
        self.number = number
        self._plugin = plugin
        self._blame = Blame(plugin)
        self._tell = tell
        self._busy = busy
        """Told when a call begins, and when it has ended."""
        self._on_gone = on_gone
        self._log = HostLog(tell, lines)
        self._times = Times(self._log)
        self._calls: deque[Call] = deque()
        self._running: asyncio.Task[None] | None = None
        self._source: AsyncSource | None = None
        self._leaving = False

    @property
    def name(self) -> str:
        """Of its tasks."""
        return str(self.number)

    def call(self, call: Call) -> None:
        """Make a call after those before it."""
        self._calls.append(call)
        self._go_on()

    def discard(self) -> None:
        """Cancel what runs, close the source, and be gone."""
        if self._leaving:
            return
        self._leaving = True
        self._calls.clear()
        running = self._running
        if running is not None:
            running.cancel()
        self._running = asyncio.create_task(self._leave(running), name=self.name)

    def _go_on(self) -> None:
        if self._running is None and self._calls and not self._leaving:
            self._running = asyncio.create_task(self._serve(self._calls.popleft()), name=self.name)

    async def _serve(self, call: Call) -> None:
        self._busy(True)
        self._log.begin_run()
        SPEAKER.set(self._log)
        try:
            if isinstance(call, Close):
                self._leaving = True
                await self._close()
                self._on_gone(self.number)
                return
            outcome = await self._outcome(call)
            if not self._leaving:
                self._tell_outcome(outcome)
        finally:
            self._busy(False)
        if not self._leaving:
            self._running = None
            self._go_on()

    def _tell_outcome(self, outcome: Outcome) -> None:
        try:
            self._tell(outcome)
        except Exception as error:  # a number or a word of the plugin's own that no frame can hold
            self._tell(Failed(self._blame.failure_of(error)))

    async def _leave(self, running: asyncio.Task[None] | None) -> None:
        """A call that would not be cancelled is waited for: as long as it lives, the source is not gone."""
        if running is not None:
            await asyncio.wait((running,))
        self._busy(True)
        try:
            await self._close()
        finally:
            self._busy(False)
        self._on_gone(self.number)

    async def _close(self) -> None:
        """Whatever it raises, it goes; `SystemExit`, let out of this task, would end the process."""
        if self._source is not None:
            with contextlib.suppress(BaseException):
                async with asyncio.timeout(FAREWELL):
                    await self._source.close()

    async def _outcome(self, call: Call) -> Outcome:
        """What one call comes to: every way that a source can fail ends in a frame."""
        try:
            return await self._answer(call)
        except StopAsyncIteration:
            return Exhausted()
        except BadResult as error:
            return Failed(error.failure)
        except asyncio.CancelledError:
            if self._leaving:
                raise
            return Failed(self._blame.failure_of(asyncio.CancelledError("the source cancelled its own call")))
        except BaseException as error:
            return Failed(self._blame.failure_of(error))

    async def _answer(self, call: Call) -> Outcome:
        if isinstance(call, Load):
            self._source = async_source_of(self._plugin(call.uri))
            return Loaded(int(self._source.capabilities))
        if self._source is None:
            raise TypeError("the first frame must be a load")
        match call:
            case Next():
                return Produced(encode_event(await self._source.next()))
            case Process(data=data):
                return Produced(encode_event(await self._source.process(data)))
            case Reschedule():
                return Rescheduled(self._times.read(await self._source.reschedule()))
            case _:
                raise TypeError(f"no such call: {call!r}")
