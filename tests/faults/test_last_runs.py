"""What was due while the daemon was down is known after it, whether it ended in order or was killed."""

from __future__ import annotations

import asyncio
import sqlite3
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from cocaine_sdk.schedule import DOWN
from cocaine_sdk.testing import FakeClock
from cocained.core.lastruns import LastRuns
from cocained.core.runs import QUARANTINED
from cocained.core.timers import Timers
from cocained.storages.void import Void

if TYPE_CHECKING:
    from tests.conftest import Daemon

INTERVAL = 50


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def kept(daemon: Daemon) -> dict[str, float]:
    with sqlite3.connect(daemon.storage) as database:
        rows = database.execute("SELECT value FROM item WHERE collection = 'runs'").fetchall()
    database.close()
    return {key: unix for (row,) in rows for key, unix in msgspec.json.decode(row).items()}


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_runs_that_were_missed_are_counted_with_their_reason(daemon: Daemon, end: str) -> None:
    key = daemon.push(daemon.seed_uri, interval=INTERVAL)["key"]
    daemon.eventually(lambda: explain(daemon, key)["runs"])
    daemon.eventually(lambda: kept(daemon).get(key, 0.0) > explain(daemon, key)["last_runs"][-1]["due"])
    getattr(daemon, end)()
    before = kept(daemon)[key]
    daemon.start()
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] and found)
    missed = next(skip["count"] for skip in said["skips"] if skip["why"] == DOWN)
    first = said["last_runs"][-1]["due"]
    assert missed <= round((first - before) / (INTERVAL / 1000))
    assert missed > 0


def test_with_once_one_run_makes_up_for_all_that_were_missed(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=3_600_000, missed="once")["key"]
    daemon.stop()
    move_back(daemon, key, hours=5)
    daemon.start()
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] and found)
    assert (said["runs"], [skip["count"] for skip in said["skips"]]) == (1, [4])


def test_with_all_each_is_made_with_the_time_that_it_was_due(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=3_600_000, missed="all")["key"]
    daemon.stop()
    move_back(daemon, key, hours=5)
    daemon.start()
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] == 5 and found)
    dues = [run["due"] for run in said["last_runs"]]
    assert [round(newer - older) for newer, older in pairwise(dues)] == [3600] * 4


def test_what_was_due_after_a_push_and_a_kill_upon_it_was_missed_too(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=3_600_000, missed="once")["key"]
    daemon.kill()
    move_back(daemon, key, hours=5)
    forget_runs(daemon)  # as though it had been sooner than they were written
    daemon.start()
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] and found)
    assert (said["runs"], [(skip["why"], skip["count"]) for skip in said["skips"]]) == (1, [(DOWN, 4)])


def test_what_was_due_in_a_quarantine_that_came_as_soon_is_not_made_up_for(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=3_600_000, missed="all")["key"]
    daemon.ask("quarantine", {key: {}})
    daemon.kill()
    move_back(daemon, key, hours=5)
    forget_runs(daemon)
    daemon.start()
    assert (explain(daemon, key)["skips"], explain(daemon, key)["last_run"]) == ([], None)
    daemon.ask("resume", {key: {}})
    said = daemon.eventually(lambda: (found := explain(daemon, key))["skipped"] == 5 and found)
    assert (said["runs"], [skip["why"] for skip in said["skips"]]) == (0, [QUARANTINED])


def forget_runs(daemon: Daemon) -> None:
    with sqlite3.connect(daemon.storage) as database:
        database.execute("DELETE FROM item WHERE collection = 'runs'")
    database.close()


def move_back(daemon: Daemon, key: str, hours: int) -> None:
    """As though the task had been pushed, and last run, so long ago."""
    with sqlite3.connect(daemon.storage) as database:
        for collection in ("tasks", "runs"):
            query = "SELECT key, value FROM item WHERE collection = ?"
            for name, value in database.execute(query, (collection,)).fetchall():
                row = msgspec.json.decode(value)
                field = "started" if collection == "tasks" else key
                if field in row:
                    row[field] -= hours * 3600
                update = "UPDATE item SET value = ? WHERE collection = ? AND key = ?"
                database.execute(update, (msgspec.json.encode(row), collection, name))
    database.close()


# --- the book itself


async def book() -> tuple[LastRuns, Void, FakeClock]:
    clock, storage = FakeClock(), Void("void:")
    await storage.open()
    return LastRuns(storage, Timers(clock, clock.call_later), clock), storage, clock


async def test_what_was_noted_is_read_again_for_the_tasks_that_there_still_are() -> None:
    last_runs, storage, clock = await book()
    for number in range(500):
        last_runs.note(f"auto:{number}", clock.monotonic() + number)
    last_runs.forget("auto:7")
    await last_runs.close()
    again = LastRuns(storage, Timers(clock, clock.call_later), clock)
    await again.read(lambda key: key != "auto:8")
    assert [again.of(f"auto:{number}") for number in (6, 7, 8, 9)] == [
        clock.time() + 6, None, None, clock.time() + 9,
    ]  # fmt: skip


async def test_many_runs_between_two_writes_cost_a_bounded_number_of_rows() -> None:
    last_runs, storage, clock = await book()
    for number in range(5000):
        last_runs.note(f"auto:{number}", clock.monotonic())
    await last_runs.close()
    assert len(await storage.scan("runs")) <= 64


async def test_a_row_that_cannot_be_read_costs_nothing_but_itself() -> None:
    last_runs, storage, clock = await book()
    last_runs.note("auto:1", clock.monotonic())
    await last_runs.close()
    await storage.put("runs", "63", b"\xff")
    again = LastRuns(storage, Timers(clock, clock.call_later), clock)
    await again.read(lambda _: True)
    assert again.of("auto:1") == clock.time()


async def test_of_a_task_that_nothing_was_written_of_nothing_was_due_before_its_start() -> None:
    last_runs, storage, clock = await book()
    last_runs.note("auto:1", clock.monotonic())
    await last_runs.close()
    again = LastRuns(storage, Timers(clock, clock.call_later), clock)
    await again.read(lambda _: True)
    for key in ("auto:1", "auto:2"):
        again.recover(key, clock.time() - 60)
    assert [again.of(key) for key in ("auto:1", "auto:2")] == [clock.time(), clock.time() - 60]


async def test_what_was_in_a_row_that_cannot_be_read_is_not_made_up() -> None:
    last_runs, storage, clock = await book()
    for number in range(64):
        await storage.put("runs", f"{number:02}", b"\xff")
    await last_runs.read(lambda _: True)
    last_runs.recover("auto:1", clock.time() - 60)
    assert last_runs.of("auto:1") is None


class Odd(Void):
    """A stranger's storage."""

    failing = True

    async def put(self, collection: str, key: str, value: bytes) -> None:
        if self.failing:
            raise RuntimeError("the storage raises what it likes")
        await super().put(collection, key, value)


async def test_whatever_a_storage_raises_what_was_noted_is_written_with_the_next_chance() -> None:
    clock, storage = FakeClock(), Odd("void:")
    await storage.open()
    last_runs = LastRuns(storage, Timers(clock, clock.call_later), clock)
    last_runs.note("auto:1", clock.monotonic())
    await last_runs.close()
    assert await storage.scan("runs") == []
    storage.failing = False
    await last_runs.close()
    assert len(await storage.scan("runs")) == 1


async def test_a_run_is_known_before_it_is_written() -> None:
    last_runs, _, clock = await book()
    last_runs.begin("auto:1", clock.time() - 60)
    last_runs.note("auto:1", clock.monotonic() - 1)
    assert last_runs.of("auto:1") == clock.time() - 1
    await last_runs.close()
    assert last_runs.of("auto:1") == clock.time() - 1


async def test_a_task_that_is_forgotten_while_many_are_written_is_not_written() -> None:
    last_runs, storage, clock = await book()
    keys = [f"auto:{number}" for number in range(2000)]
    for key in keys:
        last_runs.note(key, clock.monotonic())
    writing = asyncio.create_task(last_runs.close())
    await asyncio.sleep(0)  # some of them are entered by now
    assert [last_runs.of(key) for key in (keys[0], keys[-1])] == [clock.time(), clock.time()]
    for key in (keys[0], keys[-1]):
        last_runs.forget(key)
    await writing
    written = {key for _, row in await storage.scan("runs") for key in msgspec.json.decode(row)}
    assert written == set(keys[1:-1])
