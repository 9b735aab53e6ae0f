"""Runs for somebody who waits for the event: what `once` is answered with (architecture.md, the way of a once)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Raw

from cocaine_sdk import failure
from cocaine_sdk.errors import CocaineError, SourceFailed
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Exhausted, Next
from cocained.core.arguments import Arguments, Wanted
from cocained.core.contracts import Answer, EventFields, Pending, Refused
from cocained.core.engine import Engine
from cocained.core.threads import Thread

_NEXT = Next()
_EXHAUSTED = Failure(code=failure.EXHAUSTED, message="the source is exhausted: it has no more events")


class Onces:
    """Each is a call of a thread's source, and belongs to no task."""

    def __init__(
        self,
        engines: Mapping[str, Engine],
        arguments: Arguments,
        on_exhausted: Callable[[Engine, Thread], None],
    ) -> None:
        """`engines`: by URI. `on_exhausted`: the source of this thread has come to its end."""
        self._engines = engines
        self._arguments = arguments
        self._on_exhausted = on_exhausted

    def make_if_warm(self, uri: str, raw: Raw, answer: Callable[[object], None]) -> bool:
        """The short way: where its thread runs already, make the call and say so. Never raises."""
        engine = self._engines.get(uri)
        thread = engine.threads.get(None) if engine is not None else None
        if engine is None or thread is None or not thread.is_warm:
            return False
        try:
            wanted = self._arguments.read(raw)
        except CocaineError:
            return False
        if not wanted.is_plain_once or thread.lacking(wanted.driver.requires) is not None:
            return False

        def answered(said: Answer) -> None:
            thread.measure(pending)
            answer(self._result(engine, thread, said))
            engine.release(thread)

        pending = Pending(_NEXT, wanted.task.timeout / 1000, answered)
        engine.hold(thread)
        thread.call(pending)
        return True

    async def make(self, engine: Engine, thread: Thread, wanted: Wanted) -> object:
        """On a thread that was opened, and is held."""
        return self._result(engine, thread, await thread.ask(_NEXT, wanted.task.timeout / 1000))

    def _result(self, engine: Engine, thread: Thread, answer: Answer) -> object:
        match answer:
            case EventFields(json=event):
                return Raw(event)
            case Exhausted():
                self._on_exhausted(engine, thread)
                return SourceFailed(_EXHAUSTED).as_reply()
            case Failure():
                return SourceFailed(answer).as_reply()
            case Refused(why=why):
                return SourceFailed(why).as_reply()
            case _:
                raise TypeError(f"a run cannot come to {answer!r}")
