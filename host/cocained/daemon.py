"""The life of the daemon: startup, serve, shutdown."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from contextlib import AsyncExitStack

from cocaine_sdk.storage import STORAGES, Storage
from cocained import assembly, descriptors, exposure, extensions, service
from cocained.assembly import Parts
from cocained.config import Config, Origin
from cocained.signals import Signals

log = logging.getLogger(__name__)

SWITCH = 0.0001
"""Seconds after which a thread (the storage's, the log's) that has work of its own makes way for the loop."""
GRACE = 2.0
"""Seconds that replies, and then sources' `close`, have at the end."""


class Daemon:
    """Everything that lives between start and stop, let go of in reverse order."""

    def __init__(self, config: Config, origin: Origin, signals: Signals) -> None:
        """`origin`: what `config` was read from, and is read from again."""
        self._config = config
        self._origin = origin
        self._signals = signals
        self._stack = AsyncExitStack()
        self._stopping = asyncio.Event()

    async def startup(self) -> None:
        """Raises `CannotListen`, `CannotConfine`, `StorageUnusable` or `ExtensionError`, and has then undone it all; so
        it has where it is told to end, and is cancelled by that."""
        starting = asyncio.current_task()
        assert starting is not None
        self._signals.answer(asyncio.get_running_loop(), end=starting.cancel)
        await asyncio.sleep(0)  # here it ends where it was told so before
        async with AsyncExitStack() as stack:
            await self._start(stack)
            self._stack = stack.pop_all()

    async def _start(self, stack: AsyncExitStack) -> None:
        descriptors.raise_limit()
        storage = await self._open_storage(stack)
        parts = assembly.assemble(self._config, self._origin, storage, stack)
        stack.push_async_callback(_close, parts)
        self._bind(parts.edge)
        await parts.edge.admission.open()
        recovered = await parts.core.recovery.recover()
        settle_collector()
        sys.setswitchinterval(SWITCH)
        self._answer_signals(parts.edge)
        exposure.warn(self._config)
        parts.edge.publisher.start()
        parts.edge.router.start()
        log.info(
            "serving %s, publishing at %s, %d tasks recovered",
            _list(self._config.endpoints),
            _list(self._config.export),
            recovered,
        )

    async def _open_storage(self, stack: AsyncExitStack) -> Storage:
        url = self._config.storage
        storage: Storage = extensions.load(STORAGES, url.partition(":")[0])(url)
        stack.push_async_callback(storage.close)
        await storage.open()
        return storage

    def _bind(self, edge: assembly.Edge) -> None:
        if edge.gate is not None:
            edge.gate.open()
        for endpoint in self._config.endpoints:
            edge.router.bind(endpoint)
        for endpoint in self._config.export:
            edge.publisher.bind(endpoint)

    def _answer_signals(self, edge: assembly.Edge) -> None:
        loop = asyncio.get_running_loop()
        self._signals.answer(loop, end=self._stopping.set, hang_up=edge.reloading.hang_up)

    async def serve(self) -> None:
        """Until SIGTERM or SIGINT."""
        await self._stopping.wait()

    async def shutdown(self) -> None:
        log.info("ending")
        service.notify("STOPPING=1")
        await self._stack.aclose()


async def _close(parts: Parts) -> None:
    """The socket goes last: whoever still waits for a run is told how that ended."""
    core, edge = parts
    edge.router.stop()
    await edge.handlers.drained(GRACE)
    core.engines.close()
    await core.engines.keeper.close()
    await core.supervisor.drained(GRACE)
    await core.supervisor.close()
    edge.router.close()


def settle_collector() -> None:
    """What has been made by now stays: keep the garbage collector from walking it again and again.

    Runs, and tasks that are dropped, leave it nothing: what it walks is what comes to stay. It does so in steps of some
    milliseconds, and all that is not frozen it walks after a million objects at the earliest.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 1, 250)


def _list(endpoints: tuple[str, ...]) -> str:
    return ", ".join(endpoints)
