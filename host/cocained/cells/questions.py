"""What a source asks in the middle of a call: of its store, and of the world outside. One question at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from cocaine_sdk.failure import Failure
from cocained.cells.frames import Call, FrameTooLarge, Load, StoreCall, encode
from cocained.cells.outside import ReachCall, Unreached, Want
from cocained.cells.reaching import Answered, Reaching
from cocained.cells.verdicts import hostile
from cocained.core.contracts import Owner

log = logging.getLogger(__name__)

Reply = Callable[[bytes, int | None], None]
"""Sends a frame, and the descriptor that goes along with it."""


class Questions:
    """A cell waits for each answer: a second question before the first one's answer comes from no loop of ours."""

    def __init__(self, owner: Owner, reply: Reply, condemn: Callable[[Failure], None]) -> None:
        self.reaching: Reaching | None = None
        """Answers what is asked of the world outside; None where the source is of a kind that asks for nothing."""
        self._owner = owner
        self._reply = reply
        self._condemn = condemn
        self._storing: asyncio.Task[None] | None = None

    def put(self, question: StoreCall | ReachCall, running: Call | None, left: float) -> None:
        """`running`: the call in which it is asked; it has `left` seconds."""
        if isinstance(question, StoreCall):
            self._store(question, running)
        else:
            self._reach(question, running, left)

    def end(self) -> None:
        """Nobody waits for an answer any more. What is stored is stored."""
        if self.reaching is not None:
            self.reaching.end()

    @property
    def _is_asked(self) -> bool:
        return self._storing is not None or (self.reaching is not None and self.reaching.is_busy)

    def _store(self, call: StoreCall, running: Call | None) -> None:
        if self._is_asked or running is None:
            self._condemn(hostile("a store call out of turn"))
            return
        self._storing = asyncio.ensure_future(self._answer_store(call))

    async def _answer_store(self, call: StoreCall) -> None:
        try:
            self._reply(encode(await self._owner.store(call)), None)
        except FrameTooLarge:
            self._condemn(hostile("a store call past all measure"))
        except Exception:
            log.exception("a store call could not be answered")
            self._condemn(hostile("a store call that the daemon could not answer"))
        finally:
            self._storing = None

    def _reach(self, call: ReachCall, running: Call | None, left: float) -> None:
        if self.reaching is None or self._is_asked or running is None:
            self._condemn(hostile("a question about what is outside out of turn"))
        elif isinstance(call, Want) and not isinstance(running, Load):
            self._condemn(hostile("too late what its source wants"))
        else:
            self.reaching.begin(call, left, self._answer_reach)

    def _answer_reach(self, answered: Answered) -> None:
        try:
            frame = encode(answered.frame)
        except FrameTooLarge:
            frame = encode(Unreached("what came is more than a source can be handed"))
        self._reply(frame, answered.descriptor)
