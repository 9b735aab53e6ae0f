"""The daemon's side of the process that reaches out: orders go in, each gets one answer, and all of it is hostile."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from typing import NamedTuple

import msgspec

from cocaine_sdk.errors import Unreachable
from cocained.outreach.orders import (
    Answer,
    Answered,
    Ask,
    BadFrame,
    Begin,
    Cancel,
    FromProcess,
    Order,
    Outdated,
    Ready,
    Splitter,
    Unusable,
    encode,
)

log = logging.getLogger(__name__)

CHUNK = 1 << 18
"""Bytes read in a turn of the loop."""
MOST_WAITING = 64 << 20
"""Bytes of orders that the process has not read yet."""
AT_ONCE = 8
"""Descriptors read in a turn of the loop."""
MOST_DESCRIPTORS = 64
"""Those whose frames may still be on their way."""
START = 30.0
"""Seconds until it must be ready."""
_MODULE = "cocained.outreach.inside.main"
_decoder = msgspec.msgpack.Decoder(FromProcess)


class Reply(NamedTuple):
    """An answer, and the descriptor that came along, if any: whoever gets it closes it."""

    answer: Answer
    descriptor: int | None


class Process:
    """One process. It is ended by `retire`, by `kill`, or by itself; then `ended` says why."""

    def __init__(self, begin: Begin) -> None:
        """Raises `OSError`."""
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[str] = self._loop.create_future()
        self.outdated = False
        """Whether it is to get no further order."""
        self.places: dict[str, str] = {}
        """Where each of what it may read leads, when it is ready."""
        self.heard = 0.0
        """When it last said something, on the monotonic clock."""
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._ready.add_done_callback(_seen)
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Reply]] = {}
        self._came: list[int] = []
        """Descriptors that have come, and belong to frames that have not yet."""
        self._splitter = Splitter()
        self._out = bytearray()
        self._writing = False
        self._burial: asyncio.Task[None] | None = None
        self._sock, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _launch(theirs)
            except BaseException:
                self._sock.close()
                raise
        self._sock.setblocking(False)
        self._loop.add_reader(self._sock.fileno(), self._readable)
        self._write(encode(begin))

    @property
    def is_open(self) -> bool:
        """Whether it takes orders, or will as soon as it is ready."""
        return not self.outdated and self._burial is None

    async def ready(self) -> None:
        """Raises `Unreachable`."""
        try:
            await asyncio.wait_for(asyncio.shield(self._ready), START)
        except TimeoutError:
            self.kill()
            raise Unreachable(f"the process that reaches out was not ready within {START:g} s") from None

    async def ask(self, order: Order) -> Reply:
        """Raises `Unreachable` where the process ends before it has answered. Where the caller is cancelled, so is the
        order."""
        if self.ended.done():
            raise Unreachable(f"the process that reaches out has ended: {self.ended.result()}")
        number = next(self._numbers)
        answer: asyncio.Future[Reply] = self._loop.create_future()
        self._asked[number] = answer
        try:
            self._write(encode(Ask(number, order)))
            return await answer
        except asyncio.CancelledError:
            _drop(answer)
            raise
        except BadFrame as error:
            raise Unreachable(f"the order is too large: {error}") from None
        finally:
            del self._asked[number]
            if not answer.done() or answer.cancelled():
                self._write(encode(Cancel(number)))
            self._end_if_unwanted()

    def retire(self) -> None:
        """Take no further order, and end with the last answer."""
        self.outdated = True
        self._end_if_unwanted()

    def kill(self) -> None:
        """End it now: nothing more is heard of it, and what it was at has failed."""
        self._bury("it was ended")

    def _end_if_unwanted(self) -> None:
        if self.outdated and not self._asked:
            self.kill()

    # --- what it says ---------------------------------------------------------------------------------------

    def _readable(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._sock, CHUNK, AT_ONCE, socket.MSG_CMSG_CLOEXEC)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data, descriptors = b"", []
        self._came += descriptors
        self.heard = time.monotonic()
        if not data:
            self._bury("")
        elif len(self._came) > MOST_DESCRIPTORS:
            self._bury("it broke the protocol: descriptors without end")
        else:
            self._split(data)

    def _split(self, data: bytes) -> None:
        try:
            for body, descriptors in self._splitter.feed(data):
                self._take(_decoder.decode(body), self._along(descriptors))
                if self._burial is not None:
                    return
        except (BadFrame, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            self._bury(f"it broke the protocol: {error}")

    def _along(self, count: int) -> int | None:
        """The descriptor of a frame that has so many. Raises `BadFrame`."""
        if count > 1 or count > len(self._came):
            raise BadFrame("descriptors that did not come")
        return self._came.pop(0) if count else None

    def _take(self, message: FromProcess, descriptor: int | None) -> None:
        match message:
            case Answered(number=number, answer=answer):
                asked = self._asked.get(number)
                if asked is not None and not asked.done():
                    asked.set_result(Reply(answer, descriptor))
                    return
            case Ready(places=places):
                if not self._ready.done():  # what it says later is not believed
                    self.places = places
                    self._ready.set_result(None)
            case Unusable(why=why):
                self._bury(why[:1000])
            case Outdated():
                self.retire()
        if descriptor is not None:
            os.close(descriptor)

    # --- what it is told ------------------------------------------------------------------------------------

    def _write(self, frame: bytes) -> None:
        if self._burial is not None:
            return
        self._out += frame
        if len(self._out) > MOST_WAITING:
            self._bury("it does not read what it is sent")
        elif not self._writing:
            self._send()

    def _send(self) -> None:
        try:
            sent = self._sock.send(self._out)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            return  # it is gone, as the next look will show
        del self._out[:sent]
        if bool(self._out) != self._writing:
            self._writing = bool(self._out)
            if self._writing:
                self._loop.add_writer(self._sock.fileno(), self._send)
            else:
                self._loop.remove_writer(self._sock.fileno())

    # --- the end --------------------------------------------------------------------------------------------

    def _bury(self, why: str) -> None:
        """It hung up, or it must go."""
        if self._burial is not None:
            return
        descriptor = self._sock.fileno()
        self._loop.remove_reader(descriptor)
        if self._writing:
            self._loop.remove_writer(descriptor)
        self._sock.close()
        while self._came:
            os.close(self._came.pop())
        self._process.kill()
        self._burial = asyncio.ensure_future(self._reap(why))

    async def _reap(self, why: str) -> None:
        status = await asyncio.to_thread(self._process.wait)
        why = why or _why(status)
        error = Unreachable(f"the process that reaches out has ended: {why}")
        if not self._ready.done():
            self._ready.set_exception(error)
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unreachable(str(error)))
        self.ended.set_result(why)


def _launch(theirs: socket.socket) -> subprocess.Popen[bytes]:
    """A fresh interpreter with a scrubbed environment, as a zygote is: nothing of the host's memory is in it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", _MODULE, str(theirs.fileno()), str(os.getpid())],
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )


def _why(status: int) -> str:
    """From the status as `subprocess` gives it."""
    if status < 0:
        return f"it was killed by {signal.Signals(-status).name}"
    return f"its exit status was {status}"


def _drop(answer: asyncio.Future[Reply]) -> None:
    """It may have come at the very moment at which nobody wants it any more."""
    if answer.done() and not answer.cancelled() and answer.exception() is None:
        descriptor = answer.result().descriptor
        if descriptor is not None:
            os.close(descriptor)


def _seen(ready: asyncio.Future[None]) -> None:
    """Even if nobody waits."""
    if not ready.cancelled():
        ready.exception()
