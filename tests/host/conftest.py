"""The core on a stage: cells that answer when the test says so, on a clock that the test holds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from msgspec import Raw

from cocaine_sdk import failure
from cocaine_sdk.driver import Driver, NoArguments, Pulse
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocaine_sdk.source import Capability
from cocaine_sdk.testing import FakeClock
from cocained.cells.frames import Close, Exhausted, Loaded, Next
from cocained.core.budget import Budget
from cocained.core.contracts import Answer, EventFields, LiveCell, LoadFailed, Owner, Pending, Usage
from cocained.core.events import Events
from cocained.core.lastruns import LastRuns
from cocained.core.limits import Allowances
from cocained.core.pace import Pace
from cocained.core.pulses import Surroundings
from cocained.core.store import SourceStore
from cocained.core.tasks import Task, TaskRecord
from cocained.core.threads import Thread
from cocained.core.timers import Timers
from cocained.storages.void import Void

EVERYTHING = Capability.ITERATOR | Capability.SCHEDULER | Capability.PROCESSOR
DIED = Failure(code=failure.SOURCE_DIED, message="the test had it killed")
URI = "python:///file.py/MyClass"


def event(**fields: int) -> EventFields:
    parts = {name: Raw(str(value).encode()) for name, value in fields.items()}
    json = "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"
    return EventFields(parts, json.encode())


class Version(NamedTuple):
    """What the file of a source holds."""

    code: str
    """Its digest; empty where there is none."""
    fault: Failure | None = None
    """Why it does not load."""
    capabilities: Capability = EVERYTHING


class StageCell:
    """A cell in which nothing happens but what the test says."""

    def __init__(self, owner: Owner, clock: FakeClock, version: Version) -> None:
        self.produced = 0
        self.version = version
        self.code = version.code
        self.made_of = ""
        self.wants = None
        self.calls: deque[Pending] = deque()
        self.why: Failure | None = None
        self.usage = Usage(0.0, 0)
        self._owner = owner
        self._clock = clock

    @property
    def spent(self) -> float:
        return self.usage.cpu

    @property
    def queue(self) -> int:
        return len(self.calls)

    @property
    def running(self) -> object:
        return self.calls[0].call if self.calls else None

    def send(self, pending: Pending) -> None:
        if self.why is not None:
            pending.answer(self.why)
            return
        self.calls.append(pending)
        self._turn()

    def _turn(self) -> None:
        if self.why is None and self.calls and not self.calls[0].began:
            self.calls[0].began = self._clock.monotonic()
            if isinstance(self.calls[0].call, Close):
                self.die(Failure(code=failure.SOURCE_DIED, message="closed"))

    def answer(self, answer: Answer) -> None:
        """The running call comes to this."""
        pending = self.calls.popleft()
        self.produced += 1
        self._turn()
        pending.answer(answer)

    def die(self, why: Failure = DIED) -> None:
        """As a cell ends: the running call is told why, the others are handed back."""
        if self.why is not None:
            return
        self.why = why
        if self.calls and not isinstance((running := self.calls.popleft()).call, Close):
            running.answer(why)
        handed_back = [p for p in self.calls if not isinstance(p.call, Close)]
        self.calls.clear()
        self._owner.ended(self, why, handed_back)

    def interrupt(self, pending: Pending, why: Failure) -> bool:
        if not self.calls or self.calls[0] is not pending:
            return False
        self.die(why)
        return True

    def retire(self) -> None:
        self.send(Pending(Close(), 1.0, lambda _: None))

    def end(self, farewell: Close | None) -> None:
        self.retire() if farewell is not None else self.die()


class StageCells:
    """The `Cells` of the contract; `failing` is what starting a cell comes to, whatever is in it."""

    full = False

    def __init__(self, clock: FakeClock) -> None:
        self.cells: list[StageCell] = []
        self.file = Version("v1")
        """What `start` reads."""
        self.failing: Exception | None = None
        self.gate: asyncio.Event | None = None
        """Where it is there, cells are not ready before it is set."""
        self.owners: set[Owner] = set()
        self._clock = clock

    async def start(
        self,
        uri: str,  # noqa: ARG002
        owner: Owner,
        again: LiveCell | None = None,
        renewing: bool = False,  # noqa: ARG002
    ) -> tuple[StageCell, Loaded]:
        self.owners.add(owner)
        version = again.version if isinstance(again, StageCell) else self.file
        failing = self.failing
        if self.gate is not None:
            await self.gate.wait()
        if failing is not None:
            raise LoadFailed(failing.failure, version.code) if isinstance(failing, SourceFailed) else failing
        if version.fault is not None:
            raise LoadFailed(version.fault, version.code) if version.code else SourceFailed(version.fault)
        self.cells.append(StageCell(owner, self._clock, version))
        return self.cells[-1], Loaded(int(version.capabilities))

    def forget(self, owner: Owner) -> None:
        self.owners.discard(owner)

    def note(self, owner: Owner) -> str:  # noqa: ARG002
        return ""


class Published:
    """The `Publisher` of the contract: writes down."""

    def __init__(self) -> None:
        self.events: list[dict[str, bytes]] = []

    def publish(self, key: str, timestamp: float, fields: Mapping[str, Raw]) -> None:  # noqa: ARG002
        self.events.append({name: bytes(raw) for name, raw in fields.items()})


class Held(Driver[NoArguments]):
    """A driver that does what the test tells it through its pulse, and writes down what it hears."""

    made: Held

    @classmethod
    def arguments(cls) -> type[NoArguments]:
        return NoArguments

    def __init__(self, arguments: NoArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        Held.made = self
        self.heard: list[Any] = []

    def start(self) -> None:
        self.heard.append("start")

    def stop(self) -> None:
        self.heard.append("stop")

    def renewed(self) -> None:
        self.heard.append("renewed")


class Stage:
    """One task on one thread, and all around it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.timers = Timers(self.clock, self.clock.call_later)
        self.cells = StageCells(self.clock)
        self.published = Published()
        self.storage = Void("void:")
        self.last_runs = LastRuns(self.storage, self.timers, self.clock)
        self.events = Events(self.published, self.clock, 10)
        self.around = Surroundings(self.timers, self.clock, self.events, self.last_runs, "host")
        self.exhausted: list[Task] = []
        self.allowances = Allowances()
        self.budget = Budget()
        """Of the events that its threads publish."""

    def thread(self, name: str | None = None) -> Thread:
        store = SourceStore(self.storage, URI, lambda: self.allowances.of(URI))
        pace = Pace(URI, self.allowances, self.budget, self.timers)
        return Thread(URI, name, self.cells, store, pace, self.timers)

    def task(self, thread: Thread, key: str = "held:1", requires: tuple[Capability, ...] = ()) -> Task:
        """A task that a `Held` drives; the driver is `Held.made`."""
        record = TaskRecord(
            uri=URI, driver="held", arguments={}, timeout=5000, thread=None, started=self.clock.time(), tokens=["t"]
        )  # fmt: skip
        task = Task(key, record, thread, self.around, self.exhausted.append)
        kind = type("Kind", (Held,), {"requires": requires})
        task.start(kind, NoArguments())
        return task

    @property
    def cell(self) -> StageCell:
        """The one that was started last."""
        return self.cells.cells[-1]

    @property
    def driver(self) -> Held:
        return Held.made

    async def settle(self) -> None:
        """Let all that is ready run."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        """With a look at all that is ready each half second."""
        while seconds > 0:
            self.clock.advance(min(0.5, seconds))
            await self.settle()
            seconds -= 0.5

    event = staticmethod(event)
    next = Next
    end_of_source = Exhausted
    died = DIED
    version = Version


@pytest.fixture
async def stage() -> Stage:
    made = Stage()
    await made.storage.open()
    return made
