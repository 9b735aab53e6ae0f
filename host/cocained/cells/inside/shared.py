"""The far side: a shared process. Locked first, then one asyncio loop for all sources of the scheme, to the end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import msgspec

from cocained.cells.addressing import CONTROL, Discard, FromHost, Gone, Ping, Pong, Stuck
from cocained.cells.frames import Confinement, ToCell
from cocained.cells.inside import lock, speech, threaded
from cocained.cells.inside.seat import Seat
from cocained.cells.inside.sharedwire import SharedWire
from cocained.cells.inside.watchdog import Watchdog

_LATE = ("concurrent.futures.thread", "encodings.idna", "linecache", "ssl", "traceback")
_control = msgspec.msgpack.Decoder(FromHost)
_calls = msgspec.msgpack.Decoder(ToCell)


def warm_up() -> None:
    """Load, in the zygote, what is otherwise loaded late: a locked process may have no way to where it lies."""
    for module in _LATE:
        importlib.import_module(module)
    with contextlib.suppress(OSError):
        socket.getaddrinfo("localhost", 80)


def run(end: socket.socket, plugin: Callable[[str], Any], confinement: Confinement) -> NoReturn:
    """The life of a shared process. Never returns."""
    lock.enter(confinement, end.fileno())
    gc.unfreeze()
    threaded.be_thrifty()
    try:
        asyncio.run(_live(end, plugin, confinement.limits.output))
    finally:
        os._exit(1)


async def _live(end: socket.socket, plugin: Callable[[str], Any], lines: int) -> None:
    speech.listen()
    Shared(end, plugin, lines)
    await asyncio.Event().wait()


class Shared:
    """The seats by their numbers, and who speaks for them."""

    def __init__(self, end: socket.socket, plugin: Callable[[str], Any], lines: int) -> None:
        self._plugin = plugin
        self._lines = lines
        self._seats: dict[int, Seat] = {}
        self._wire = SharedWire(end, self._received, lambda: os._exit(0))
        self._watchdog = Watchdog(asyncio.get_running_loop(), self._bark)

    def _received(self, number: int, frame: bytes) -> None:
        if number == CONTROL:
            self._obey(frame)
            return
        seat = self._seats.get(number)
        if seat is None:
            seat = self._seats[number] = Seat(
                number, self._plugin, partial(self._wire.tell, number), self._busy, self._gone, self._lines
            )
        message = _calls.decode(frame)
        seat.call(message)

    def _obey(self, frame: bytes) -> None:
        match _control.decode(frame):
            case Ping():
                self._wire.tell(CONTROL, Pong())
            case Discard(seat=number):
                seat = self._seats.get(number)
                if seat is not None:
                    seat.discard()
                else:
                    self._gone(number)

    def _busy(self, begins: bool) -> None:
        if begins:
            self._watchdog.begin()
        else:
            self._watchdog.end()

    def _gone(self, number: int) -> None:
        self._seats.pop(number, None)
        self._wire.tell(CONTROL, Gone(number))

    def _bark(self, task: str, where: str) -> None:
        """In the watchdog's thread."""
        self._wire.shout(CONTROL, Stuck(int(task) if task.isdecimal() else CONTROL, where))
