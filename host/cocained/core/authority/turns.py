"""Signatures are verified one in each turn of the loop, and tokens take turns: so that a flood of wrong ones, in the
name of one token, holds up neither the other tokens nor those who wait for something else."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple

from cocaine_sdk.errors import RateLimited

MOST = 256
"""Of one token that may wait: some 50 ms of work where all of them are wrong."""
MOST_BYTES = 8 << 20
"""Of one token that may wait."""
MOST_BYTES_IN_ALL = 64 << 20
"""Beyond which a token that waits already waits with nothing more."""
LARGE = 1 << 15
"""Bytes of a request from which on a thread verifies it: to hash a megabyte takes milliseconds."""


class _Turn(NamedTuple):
    work: Callable[[], bool]
    size: int
    done: asyncio.Future[bool]


class _Waiting:
    """What waits of one token."""

    def __init__(self) -> None:
        self.turns: deque[_Turn] = deque()
        self.size = 0


class Turns:
    def __init__(self) -> None:
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        """By token, the one whose turn it is at the left."""
        self._size = 0
        self._worker: asyncio.Task[None] | None = None

    async def take(self, token: str, work: Callable[[], bool], size: int) -> bool:
        """What `work` says, when it is its turn. `size`: bytes that it works on. Raises `RateLimited` where too many
        of the token's wait already."""
        waiting = self._waiting.get(token)
        if waiting is None:
            waiting = self._waiting[token] = _Waiting()
        else:
            self._check_room(waiting, size)
        turn = _Turn(work, size, asyncio.get_running_loop().create_future())
        waiting.turns.append(turn)
        waiting.size += size
        self._size += size
        if self._worker is None:
            self._worker = asyncio.create_task(self._serve())
        return await turn.done

    def _check_room(self, waiting: _Waiting, size: int) -> None:
        is_full = len(waiting.turns) >= MOST or waiting.size + size > MOST_BYTES
        if is_full or self._size + size > MOST_BYTES_IN_ALL:
            raise RateLimited(
                f"{len(waiting.turns)} requests of this token wait for their signatures to be verified; try again later"
            )

    async def _serve(self) -> None:
        try:
            while self._waiting:
                await self._serve_one(self._next())
                await asyncio.sleep(0)
        finally:
            self._worker = None

    def _next(self) -> _Turn:
        token, waiting = self._waiting.popitem(last=False)
        turn = waiting.turns.popleft()
        waiting.size -= turn.size
        self._size -= turn.size
        if waiting.turns:
            self._waiting[token] = waiting
        return turn

    async def _serve_one(self, turn: _Turn) -> None:
        if turn.done.done():  # whoever waited has gone
            return
        try:
            verdict = await asyncio.to_thread(turn.work) if turn.size > LARGE else turn.work()
        except Exception as error:
            if not turn.done.done():
                turn.done.set_exception(error)
        else:
            if not turn.done.done():
                turn.done.set_result(verdict)
