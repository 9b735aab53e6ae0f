"""The `Outreach` of the contract: one process that reaches out, started when it is wanted, and again when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import time
from pathlib import Path

from cocaine_sdk.errors import Forbidden, Unreachable
from cocained.core.backoff import Backoff
from cocained.outreach import authorities
from cocained.outreach.orders import Answer, Begin, Connect, Failed, Fetch, Fetched, Open, Opened, Order
from cocained.outreach.process import Process, Reply

log = logging.getLogger(__name__)

MOST = 64
"""Orders of sources that are carried out at once; more wait for their turn."""
MOST_OWN = 16
"""The same of the daemon itself, which waits for no source."""
GRACE = 5.0
"""Seconds beyond its deadline for an answer to come. After that the process hangs, where nothing else came either."""
STEADY = 60.0
"""Seconds after which a process that ended is no longer one that keeps ending."""
LONGEST_REASON = 2000
"""Characters of what the process says of a failure."""
NEAR = 1.0
"""Seconds: a start that is nearer than this is waited for."""
_ENDING = "the daemon is shutting down"


class Outreach:
    """Its life: made → orders → `close`."""

    def __init__(
        self, uid: int | None, kernel: bool, authorities: Path | None = None, network: bool = True
    ) -> None:
        """`uid`: whom the process becomes, where the daemon is root. `kernel`: whether the kernel's walls hold it.
        `network`: whether it makes connections; else it opens files, and never both."""
        self.restarts = 0
        self._uid = uid
        self._kernel = kernel
        self._authorities = authorities
        self._network = network
        self._readable: tuple[str, ...] = ()
        self._places: dict[str, str] = {}
        """Where these led when they were granted: whoever exchanges one for a link later grants nothing by it."""
        self._turns = asyncio.Semaphore(MOST)
        self._own_turns = asyncio.Semaphore(MOST_OWN)
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._burials: set[asyncio.Task[None]] = set()
        self._backoff = Backoff()
        self._not_before = 0.0
        """The monotonic time before which no process is started."""
        self._why = ""
        """Why the last one ended."""
        self._closed = False

    # --- orders ---------------------------------------------------------------------------------------------

    async def fetch(self, order: Fetch, own: bool = False) -> Fetched:
        answer = (await self._carry_out(order, own)).answer
        assert isinstance(answer, Fetched)  # it fits
        return answer

    async def open(self, order: Open) -> int:
        try:
            return await self._descriptor(order)
        except Unreachable as error:
            if error.errno != errno.ESTALE:
                raise
        return await self._descriptor(order)  # of a process whose wall fits what is there now

    async def connect(self, order: Connect) -> int:
        return await self._descriptor(order)

    async def _descriptor(self, order: Order) -> int:
        descriptor = (await self._carry_out(order)).descriptor
        assert descriptor is not None  # it fits
        return descriptor

    async def _carry_out(self, order: Order, own: bool = False) -> Reply:
        """An answer that fits. Raises `Unreachable` for any other. Whoever gets a descriptor closes it."""
        async with self._own_turns if own else self._turns:
            process = await self._ready()
            began = time.monotonic()
            try:
                async with asyncio.timeout(order.timeout + GRACE):
                    reply = await process.ask(order)
            except TimeoutError:
                if process.heard < began + order.timeout:
                    process.kill()
                raise Unreachable("the process that reaches out did not answer in time") from None
        if _fits(order, reply):
            return reply
        if reply.descriptor is not None:
            os.close(reply.descriptor)
        raise self._failed(process, reply.answer)

    def _failed(self, process: Process, answer: Answer) -> Unreachable:
        if not isinstance(answer, Failed):
            process.kill()
            return Unreachable("the process that reaches out broke the protocol; it is started anew")
        if answer.errno == errno.ESTALE:
            process.retire()
        kind = Forbidden if answer.forbidden else Unreachable
        return kind(answer.why[:LONGEST_REASON], answer.errno)

    # --- its process ----------------------------------------------------------------------------------------

    def trust(self, authorities: Path | None) -> None:
        """Trust the certificates in this file too, from the next order on."""
        self._authorities = authorities
        self._renew()

    def let_read(self, readable: tuple[str, ...]) -> None:
        """Files and folders that the process may read, from the next order on. Whoever names some will want it soon."""
        if readable != self._readable:
            self._readable = readable
            self._places = {}
            self._renew()
            if readable:
                self._warm_up()

    def _warm_up(self) -> None:
        """Start the process before it is wanted, so that nobody has to wait for it."""
        warming = asyncio.create_task(self._warm())
        self._burials.add(warming)
        warming.add_done_callback(self._burials.discard)

    async def _warm(self) -> None:
        with contextlib.suppress(Unreachable):  # whoever wants it is told
            await self._ready()

    def _renew(self) -> None:
        """What is being carried out goes on as it began."""
        if self._process is not None:
            self._process.retire()

    async def _ready(self) -> Process:
        """A process that takes orders. Raises `Unreachable`."""
        async with self._starting:
            if self._closed:
                raise Unreachable(_ENDING)
            if self._process is None or not self._process.is_open:
                self._process = await self._start()
            process = self._process
        await process.ready()
        if not process.outdated:  # else it may be of other grants
            self._places = process.places
        return process

    async def _start(self) -> Process:
        pause = self._not_before - time.monotonic()
        if pause > NEAR:
            raise Unreachable(
                f"the process that reaches out has ended: {self._why}; it is started again in {pause:.0f} s"
            )
        if pause > 0:
            await asyncio.sleep(pause)
        certificates = await asyncio.to_thread(authorities.read, self._authorities)
        if self._closed:  # meanwhile: nobody would end it
            raise Unreachable(_ENDING)
        begin = Begin(self._uid, self._kernel, self._readable, certificates, self._network, self._places)
        try:
            process = Process(begin)
        except OSError as error:
            raise Unreachable(f"the process that reaches out cannot be started: {error.strerror}") from None
        burial = asyncio.create_task(self._bury(process, time.monotonic()))
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)
        return process

    async def _bury(self, process: Process, born: float) -> None:
        why = await process.ended
        if process.outdated or self._closed:
            return
        self._why = why
        self.restarts += 1
        if time.monotonic() - born > STEADY:
            self._backoff.succeeded()
        delay = self._backoff.failed()
        self._not_before = time.monotonic() + delay
        log.warning(
            "the process that reaches out has ended: %s; started again when wanted, in %g s at the soonest",
            why,
            delay,
        )

    async def close(self) -> None:
        """End the process, and wait until it is gone."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        if self._burials:
            await asyncio.wait(self._burials)


def _fits(order: Order, reply: Reply) -> bool:
    """Whether it is an answer to this order, of which something has come."""
    match order, reply.answer:
        case Fetch(most=most), Fetched(body=body):
            return len(body) <= most and reply.descriptor is None
        case ((Open() | Connect()), Opened()):
            return reply.descriptor is not None
        case _:
            return False
