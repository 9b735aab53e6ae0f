"""What the daemon is made of, and how its parts are put together: from the storage up to the sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from importlib.metadata import EntryPoint
from typing import NamedTuple

from cocaine_sdk.clock import Clock, SystemClock
from cocaine_sdk.plugin import PLUGINS
from cocaine_sdk.storage import Storage
from cocained import descriptors, extensions
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


class Base(NamedTuple):
    """What every other part stands on."""

    config: Config
    clock: Clock
    timers: Timers
    storage: Storage
    secrets: Secrets


class Core(NamedTuple):
    """What runs sources, and what remembers them."""

    supervisor: Supervisor
    events: Events
    engines: Engines
    recovery: Recovery


class Edge(NamedTuple):
    """What clients see."""

    publisher: Publisher
    router: Router
    handlers: Handlers
    reloading: Reloading


class Parts(NamedTuple):
    core: Core
    edge: Edge


def assemble(config: Config, origin: Origin, storage: Storage, stack: AsyncExitStack) -> Parts:
    """Everything, bound to no address yet; `stack` lets go of it. Raises `CannotConfine` or `ExtensionError`."""
    clock = SystemClock()
    timers = Timers(clock, asyncio.get_running_loop().call_later)
    base = Base(config, clock, timers, storage, Secrets(storage))
    context = Context()
    stack.callback(context.term)
    publisher = Publisher(context, config.watermark, config.hostname)
    stack.callback(publisher.close)
    installed = extensions.installed(PLUGINS)
    core = _core(base, publisher, _supervisor(base, installed, stack), stack)
    return Parts(core, _edge(base, core, context, publisher, origin, installed, stack))


def _supervisor(base: Base, installed: Mapping[str, EntryPoint], stack: AsyncExitStack) -> Supervisor:
    config = base.config
    supervisor = Supervisor(
        installed,
        base.secrets,
        config.plugins,
        confinement(config),
        descriptors.most_cells(config.limits.cells),
        base.timers,
        base.clock,
    )
    stack.push_async_callback(supervisor.close)
    return supervisor


def _core(base: Base, publisher: Publisher, supervisor: Supervisor, stack: AsyncExitStack) -> Core:
    config = base.config
    events = Events(publisher, base.clock, config.history_depth)
    last_runs = LastRuns(base.storage, base.timers, base.clock)
    stack.push_async_callback(last_runs.close)
    around = Surroundings(base.timers, base.clock, events, last_runs, config.hostname)
    drivers = Drivers()
    world = World(supervisor, base.storage, around, config.idle_timeout, config.limits.store)
    engines = Engines(world, drivers)
    return Core(supervisor, events, engines, Recovery(engines, drivers, around))


def _edge(
    base: Base,
    core: Core,
    context: Context,
    publisher: Publisher,
    origin: Origin,
    installed: Mapping[str, EntryPoint],
    stack: AsyncExitStack,
) -> Edge:
    def counts() -> dict[str, object]:
        return {
            "cells": core.supervisor.counts(),
            "published": publisher.published,
            "subscriptions": publisher.subscriptions,
            "dropped": {"replies": router.dropped},
        }

    config = base.config
    served = Served(
        core.engines,
        core.events,
        Figures(core.engines, core.events, base.storage, base.clock, counts),
        Explainer(core.engines, base.clock),
        Quarantine(core.engines, core.recovery),
        lambda: reloading.reload(),
        Installed(installed, core.supervisor.schemes).plugins,
        Custody(base.secrets, core.engines, base.clock),
    )
    handlers = Handlers(served, config.hostname, config.limits.targets)
    reloading = Reloading(origin, config, Owners(core.supervisor, core.events, core.engines, handlers))
    stack.callback(reloading.close)
    router = Router(context, handlers)
    return Edge(publisher, router, handlers, reloading)
