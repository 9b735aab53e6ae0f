"""What the daemon is made of, and how its parts are put together: from the storage up to the sockets."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import NamedTuple

from cocaine_sdk.clock import Clock, SystemClock
from cocaine_sdk.plugin import PLUGINS
from cocaine_sdk.storage import Storage
from cocained import admitting, descriptors, extensions
from cocained.cells.installed import Installed
from cocained.cells.reachable import Outside
from cocained.cells.remote.remote import Remote
from cocained.cells.supervisor import Supervisor
from cocained.config import Config, Origin
from cocained.confinement import confinement, unprivileged
from cocained.core.actions import Served
from cocained.core.authority.admission import Admission
from cocained.core.authority.keys import Keys
from cocained.core.custody import Custody
from cocained.core.engines import Engines, World
from cocained.core.events import Events
from cocained.core.explaining import Explainer
from cocained.core.granting import Granting
from cocained.core.grants.grants import Grants
from cocained.core.handlers import Handlers
from cocained.core.lastruns import LastRuns
from cocained.core.limits import Allowances
from cocained.core.pulses import Surroundings
from cocained.core.quarantine import Quarantine
from cocained.core.recovery import Recovery
from cocained.core.secrets import Secrets
from cocained.core.stats import Figures
from cocained.core.timers import Timers
from cocained.core.turns import Turns
from cocained.drivers import Drivers
from cocained.gateway.crowd import Crowd
from cocained.gateway.encryption import Encryption
from cocained.gateway.publisher import Publisher
from cocained.gateway.router import Router
from cocained.gateway.sockets import Context
from cocained.gateway.zap import Gate
from cocained.outreach.outreach import Outreach
from cocained.reloading import Owners, Reloading


class Base(NamedTuple):
    """What every other part stands on."""

    config: Config
    clock: Clock
    timers: Timers
    turns: Turns
    storage: Storage
    secrets: Secrets
    outreach: Outreach
    files: Outreach
    """The process that opens files for sources: no other has what strangers send in the same memory."""
    grants: Grants
    allowances: Allowances
    encryption: Encryption | None


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
    admission: Admission
    gate: Gate | None


class Parts(NamedTuple):
    core: Core
    edge: Edge


def assemble(config: Config, origin: Origin, storage: Storage, stack: AsyncExitStack) -> Parts:
    """All of it, bound to no address; `stack` lets go of it. Raises `CannotConfine`, `ExtensionError` or `BadKey`."""
    clock = SystemClock()
    timers = Timers(clock, asyncio.get_running_loop().call_later)
    outreach, files, grants = (
        _outreach(config, config.remote.authorities),
        _outreach(config, None, network=False),
        Grants(config.grant),
    )
    files.let_read(grants.everything.read)
    stack.push_async_callback(outreach.close)
    stack.push_async_callback(files.close)
    encryption = None if config.curve.secret_key is None else Encryption.load(config.curve.secret_key)
    allowances = Allowances(config.limits.memory, config.limits.store, config.limit)
    secrets = Secrets(storage)
    base = Base(
        config, clock, timers, Turns(), storage, secrets, outreach, files, grants, allowances, encryption
    )
    context = Context()
    stack.callback(context.term)
    publisher = Publisher(context, config.watermark, config.hostname, encryption, base.turns)
    stack.callback(publisher.close)
    stack.callback(Crowd(timers).stop)
    installed = extensions.installed(PLUGINS)
    core = _core(base, publisher, _supervisor(base, installed, stack), stack)
    return Parts(core, _edge(base, core, context, publisher, origin, installed, stack))


def _outreach(config: Config, authorities: Path | None, network: bool = True) -> Outreach:
    held = config.sandbox != "language-only"
    return Outreach(unprivileged(config.user), held, authorities, network)


def _supervisor(base: Base, installed: Mapping[str, EntryPoint], stack: AsyncExitStack) -> Supervisor:
    config = base.config
    outside = Outside(base.grants, base.files, base.outreach, dict(os.environ), config.remote.private)
    outside.look()
    supervisor = Supervisor(
        installed,
        base.secrets,
        Remote(config.remote, base.outreach, base.storage, base.timers, base.clock),
        outside,
        config.plugins,
        confinement(config),
        base.allowances,
        descriptors.most_cells(config.limits.cells),
        base.turns,
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
    world = World(supervisor, base.storage, around, config.idle_timeout, base.allowances)
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
            "reached": core.supervisor.outside.counts,
            "connections": {"refused": 0 if gate is None else gate.refused},
        }

    config = base.config
    served = Served(
        core.engines,
        core.events,
        Figures(core.engines, core.events, base.storage, base.clock, counts),
        Explainer(core.engines, base.grants, base.clock),
        Quarantine(core.engines, core.recovery),
        lambda: reloading.reload(),
        Installed(installed, core.supervisor.schemes).plugins,
        Custody(base.secrets, core.engines, base.clock),
    )
    admission = admitting.admission(config, base.storage, base.timers, base.clock)
    stack.callback(admission.close)
    gate = _gate(base, context, admission.keys, stack)
    handlers = Handlers(served, admission, config.hostname, config.limits.targets)
    granting = Granting(base.grants, core.engines, base.files.let_read)
    owners = Owners(core.supervisor, core.events, core.engines, handlers, admission, base.outreach, granting)
    reloading = Reloading(origin, config, owners)
    stack.callback(reloading.close)
    router = Router(context, handlers, base.encryption)
    return Edge(publisher, router, handlers, reloading, admission, gate)


def _gate(base: Base, context: Context, keys: Keys, stack: AsyncExitStack) -> Gate | None:
    """None where nothing is encrypted, and everybody may connect."""
    if base.encryption is None:
        return None
    gate = Gate(context, base.encryption.seal, base.config.curve.clients, keys, base.clock)
    stack.callback(gate.close)
    return gate
