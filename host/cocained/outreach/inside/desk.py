"""Where orders come in: each is carried out in a task of its own, under its deadline, until it is done or cancelled."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import NoReturn

import msgspec

from cocained.outreach.inside.carried import Carried
from cocained.outreach.inside.handlers import carry_out
from cocained.outreach.inside.line import Line
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused
from cocained.outreach.orders import Answered, Ask, BadFrame, Begin, Cancel, Failed, FromHost, Order, Outdated

LONGEST = 1000
"""Characters of what went wrong."""
_decoder = msgspec.msgpack.Decoder(FromHost)


class Desk:
    """All orders that are being carried out, by their numbers."""

    def __init__(self, host: socket.socket, means: Means) -> None:
        self._host = host
        self._means = means
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._looking = False

    async def serve(self) -> NoReturn:
        """For ever: the process ends with its host."""
        self._line = Line(self._host, self._received)
        await asyncio.Event().wait()
        raise AssertionError

    def _received(self, frame: bytes) -> None:
        match _decoder.decode(frame):
            case Ask(number=number, order=order):
                self._tasks[number] = asyncio.create_task(self._serve(number, order))
            case Cancel(number=number):
                task = self._tasks.get(number)
                if task is not None:
                    task.cancel()
            case Begin():
                raise ValueError("it has begun already")

    async def _serve(self, number: int, order: Order) -> None:
        try:
            carried = await self._carry_out(order)
            self._answer(number, carried)
        finally:
            del self._tasks[number]
        await self._look_at_files()

    async def _look_at_files(self) -> None:
        """One look at a time, and in a thread: they may be far away, and orders wait for none of it."""
        if not self._looking:
            self._looking = True
            try:
                if await asyncio.to_thread(self._means.outdated):
                    self._line.tell(Outdated())
            finally:
                self._looking = False

    async def _carry_out(self, order: Order) -> Carried:
        """Whatever goes wrong with one order is told as its answer, and costs no other."""
        try:
            async with asyncio.timeout(order.timeout):
                return await carry_out(order, self._means)
        except TimeoutError:
            return Carried(Failed(f"it took longer than {order.timeout:g} s", errno=errno.ETIMEDOUT))
        except Refused as error:
            return Carried(Failed(_words(error), error.forbidden, error.number))
        except Exception as error:
            return Carried(Failed(f"{type(error).__name__}: {_words(error)}"))

    def _answer(self, number: int, carried: Carried) -> None:
        try:
            self._line.tell(Answered(number, carried.answer), carried.descriptor)
        except BadFrame:
            self._line.tell(Answered(number, Failed("the answer is too large")))


def _words(error: Exception) -> str:
    """What can be told: strangers' bytes may be in it."""
    return str(error)[:LONGEST].encode(errors="replace").decode()
