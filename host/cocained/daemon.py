"""The life of the daemon: startup, serve, shutdown."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import AsyncExitStack

from cocaine_sdk.clock import SystemClock
from cocaine_sdk.plugin import PLUGINS
from cocaine_sdk.storage import STORAGES, Storage
from cocained import descriptors, extensions, service
from cocained.cells.installed import Installed
from cocained.cells.supervisor import Supervisor
from cocained.config import Config, Origin
from cocained.confinement import confinement
from cocained.core.custody import Custody
from cocained.core.engines import Engines, World
from cocained.core.events import Events
from cocained.core.explaining import Explainer
from cocained.core.handlers import Handlers, Served
from cocained.core.lastruns import LastRuns
from cocained.core.pulses import Surroundings
from cocained.core.quarantine import Quarantine
from cocained.core.recovery import Recovery
from cocained.core.secrets import Secrets
from cocained.core.stats import Figures
from cocained.core.timers import Timers
from cocained.drivers import Drivers
from cocained.gateway.publisher import Publisher
from cocained.gateway.router import Router
from cocained.gateway.sockets import Context
from cocained.reloading import Owners, Reloading
from cocained.signals import Signals

log = logging.getLogger(__name__)

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
        config, clock, loop = self._config, SystemClock(), asyncio.get_running_loop()
        descriptors.raise_limit()
        storage = await self._open_storage(stack)
        context = Context()
        stack.callback(context.term)
        publisher = Publisher(context, config.watermark, config.hostname)
        stack.callback(publisher.close)
        timers = Timers(clock, loop.call_later)
        installed = extensions.installed(PLUGINS)
        secrets = Secrets(storage)
        supervisor = Supervisor(
            installed,
            secrets,
            config.plugins,
            confinement(config),
            descriptors.most_cells(config.limits.cells),
            timers,
            clock,
        )
        stack.push_async_callback(supervisor.close)
        events = Events(publisher, clock, config.history_depth)
        last_runs = LastRuns(storage, timers, clock)
        stack.push_async_callback(last_runs.close)
        around = Surroundings(timers, clock, events, last_runs, config.hostname)
        world = World(supervisor, storage, around, config.idle_timeout, config.limits.store)
        drivers = Drivers()
        engines = Engines(world, drivers)
        recovery = Recovery(engines, drivers, around)

        def counts() -> dict[str, object]:
            return {
                "cells": supervisor.counts(),
                "published": publisher.published,
                "subscriptions": publisher.subscriptions,
                "dropped": {"replies": router.dropped},
            }

        figures = Figures(engines, events, storage, clock, counts)
        served = Served(
            engines,
            events,
            figures,
            Explainer(engines, clock),
            Quarantine(engines, recovery),
            lambda: reloading.reload(),
            Installed(installed, supervisor.schemes).plugins,
            Custody(secrets, engines, clock),
        )
        handlers = Handlers(served, config.hostname, config.limits.targets)
        owners = Owners(supervisor, events, engines, handlers)
        reloading = Reloading(self._origin, config, owners)
        stack.callback(reloading.close)
        router = Router(context, handlers)
        stack.push_async_callback(self._close, router, handlers, engines, supervisor)
        for endpoint in config.endpoints:
            router.bind(endpoint)
        for endpoint in config.export:
            publisher.bind(endpoint)
        recovered = await recovery.recover()
        settle_collector()
        self._signals.answer(loop, end=self._stopping.set, hang_up=reloading.hang_up)
        publisher.start()
        router.start()
        log.info(
            "serving %s, publishing at %s, %d tasks recovered",
            _list(config.endpoints),
            _list(config.export),
            recovered,
        )

    async def _open_storage(self, stack: AsyncExitStack) -> Storage:
        url = self._config.storage
        storage: Storage = extensions.load(STORAGES, url.partition(":")[0])(url)
        stack.push_async_callback(storage.close)
        await storage.open()
        return storage

    async def serve(self) -> None:
        """Until SIGTERM or SIGINT."""
        await self._stopping.wait()

    async def shutdown(self) -> None:
        log.info("ending")
        service.notify("STOPPING=1")
        await self._stack.aclose()

    async def _close(
        self, router: Router, handlers: Handlers, engines: Engines, supervisor: Supervisor
    ) -> None:
        """The socket goes last: whoever still waits for a run is told how that ended."""
        router.stop()
        await handlers.drained(GRACE)
        engines.close()
        await engines.keeper.close()
        await supervisor.drained(GRACE)
        await supervisor.close()
        router.close()


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
