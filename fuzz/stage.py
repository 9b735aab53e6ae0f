"""The daemon's core with nothing around it: a storage that forgets, a still clock, cells that answer at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Raw

from cocaine_sdk import failure
from cocaine_sdk.driver import Driver
from cocaine_sdk.errors import UnknownScheme
from cocaine_sdk.failure import Failure
from cocaine_sdk.installed import InstalledPlugin
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.source import Capability
from cocaine_sdk.storage import KEYS
from cocaine_sdk.testing import FakeClock
from cocaine_sdk.uri import parse
from cocained import admitting
from cocained.cells.frames import Close, Exhausted, Loaded, Reschedule, Rescheduled
from cocained.config import Config
from cocained.core.actions import Served
from cocained.core.authority import records
from cocained.core.authority.origin import Origin
from cocained.core.authority.records import Record, StoredKey, Terms
from cocained.core.contracts import EventFields, LiveCell, Owner, Pending, Usage
from cocained.core.custody import Custody
from cocained.core.engines import Engines, World
from cocained.core.events import Events
from cocained.core.explaining import Explainer
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Reach
from cocained.core.handlers import Handlers
from cocained.core.lastruns import LastRuns
from cocained.core.limits import Allowances
from cocained.core.pulses import Surroundings
from cocained.core.quarantine import Quarantine
from cocained.core.recovery import Recovery
from cocained.core.secrets import Secrets
from cocained.core.stats import Figures
from cocained.core.timers import Timers
from cocained.drivers import AnyDriver, Drivers
from cocained.storages.void import Void

SIGNER = "signer"
"""A token that has a key, and with it limits."""
SCHEME = "echo"
ANSWER = EventFields({"value": Raw(b"1")}, b'{"value":1}')
PATIENCE = 20.0
"""Seconds that a reply has: that of a signed request is made in another thread as well."""
_EVERYTHING = int(Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR)


@cache
def signer() -> PrivateKey:
    """Always the same, so that what was signed for a corpus stays signed."""
    return PrivateKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


class Stage:
    """A daemon's core for one example."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._storage = Void("void:")
        self._timers = Timers(self.clock, self.clock.call_later)
        self._last_runs = LastRuns(self._storage, self._timers, self.clock)
        self._admission = admitting.admission(Config(), self._storage, self._timers, self.clock)
        events = Events(_Nobody(), self.clock, 10)
        around = Surroundings(self._timers, self.clock, events, self._last_runs, "here")
        drivers = _drivers()
        self._engines = Engines(World(Echoes(), self._storage, around, 600.0, Allowances()), drivers)
        served = Served(
            self._engines,
            events,
            Figures(self._engines, events, self._storage, self.clock, dict),
            Explainer(self._engines, Grants(), self.clock),
            Quarantine(self._engines, Recovery(self._engines, drivers, around)),
            _reload,
            _plugins,
            Custody(Secrets(self._storage), self._engines, self.clock),
        )
        self._handlers = Handlers(served, self._admission, "here", 100)

    async def __aenter__(self) -> Stage:
        await self._storage.open()
        pem = signer().public().pem.decode()
        terms = Terms(allow=("push", "list", "explain", "drop"), uris=("echo:///*",), rate=1000.0)
        await self._storage.put(KEYS, SIGNER, records.encode(Record((StoredKey(pem, 0.0),), terms)))
        await self._admission.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._handlers.drained(PATIENCE)
        self._engines.close()
        await self._engines.keeper.close()
        await self._last_runs.close()
        self._admission.close()
        await asyncio.sleep(0)

    async def ask(self, data: bytes, signature: bytes | None = None) -> bytes:
        """The reply; there is one, and no second one."""
        replies: list[bytes] = []
        answered = asyncio.Event()

        def reply(body: bytes) -> None:
            replies.append(body)
            answered.set()

        self._handlers.handle(data, reply, Origin(signature, ""))
        await asyncio.wait_for(answered.wait(), PATIENCE)
        await asyncio.sleep(0)
        (only,) = replies
        return only


class Echoes:
    """The `Cells` of the contract. Each answers whatever it is asked."""

    full = False

    async def start(
        self,
        uri: str,
        owner: Owner,
        again: LiveCell | None = None,  # noqa: ARG002
        renewing: bool = False,  # noqa: ARG002
    ) -> tuple[LiveCell, Loaded]:
        if parse(uri).scheme != SCHEME:
            raise UnknownScheme(uri.partition(":")[0], [SCHEME])
        return Echo(owner), Loaded(_EVERYTHING)

    def forget(self, owner: Owner) -> None: ...

    def note(self, owner: Owner) -> str:  # noqa: ARG002
        return ""


class Echo:
    """The `LiveCell` of the contract."""

    produced = 0
    code = ""
    made_of = ""
    wants: Reach | None = None
    queue = 0
    usage = Usage(0.0, 0)
    spent = 0.0

    def __init__(self, owner: Owner) -> None:
        self.why: Failure | None = None
        self._owner = owner

    def send(self, pending: Pending) -> None:
        asyncio.get_running_loop().call_soon(self._answer, pending)

    def _answer(self, pending: Pending) -> None:
        if isinstance(pending.call, Close):
            self._die()
        elif self.why is not None:
            pending.answer(self.why)
        elif isinstance(pending.call, Reschedule):
            pending.answer(Exhausted() if self.produced > 2 else Rescheduled(2e9))
        else:
            self.produced += 1
            pending.answer(ANSWER)

    def _die(self) -> None:
        if self.why is None:
            self.why = Failure(code=failure.SOURCE_DIED, message="closed")
            self._owner.ended(self, self.why, [])

    def interrupt(self, pending: Pending, why: Failure) -> bool:  # noqa: ARG002
        return False

    def retire(self) -> None:
        self._die()

    def end(self, farewell: Close | None) -> None:  # noqa: ARG002
        self._die()


class _Nobody:
    """The `Publisher` of the contract."""

    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None: ...


class _Idle(Drivers):
    """All that are installed; those that would touch this machine read their arguments, and go no further."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("fs", "zeromq"):
            self._drivers[name] = _idle(self._drivers[name])
        self._names = super().argument_names()

    def argument_names(self) -> frozenset[str]:
        return self._names


@cache
def _drivers() -> Drivers:
    return _Idle()


def _idle(kind: AnyDriver) -> AnyDriver:
    def nothing(_: Driver[Any]) -> None: ...

    return type(kind.__name__, (kind,), {"start": nothing, "stop": nothing, "renewed": nothing})


async def _reload() -> dict[str, Any]:
    return {"changed": {}, "needs_restart": []}


async def _plugins(load: bool) -> list[InstalledPlugin]:  # noqa: ARG001
    return []
