"""The laws of looking at files: each place by itself, whatever the disk says, and at once on a hint."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.testing import FakeClock
from cocaine_sdk.uri import parse
from cocained.cells import code
from cocained.cells.frames import StoreCall, StoreValue
from cocained.cells.freshness import PERIOD, SETTLE, Freshness, Place, digest
from cocained.core.contracts import LiveCell, Pending
from cocained.core.timers import TICK, Timers
from cocained.watching.changes import Change
from cocained.watching.watcher import Wish

PATIENCE = 10.0


class Listening:
    """An owner that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    def log(self, level: str, message: str) -> None: ...

    async def store(self, call: StoreCall) -> StoreValue:
        raise NotImplementedError

    def saved(self, code: str) -> None:
        self.heard.put_nowait(code)

    def ended(self, cell: LiveCell, why: object, unstarted: list[Pending]) -> None: ...

    async def next(self) -> str:
        return await asyncio.wait_for(self.heard.get(), PATIENCE)


class Failing(Listening):
    def saved(self, code: str) -> None:
        super().saved(code)
        raise ValueError("an owner that fails")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def freshness(clock: FakeClock) -> AsyncIterator[Freshness]:
    made = Freshness(Timers(clock, clock.call_later))
    yield made
    await made.close()


def place(folder: Path, path: str) -> Place:
    return Place.of(parse(f"python:///{path}/f"), folder)


async def owner_of(freshness: Freshness, where: Place, owner: Listening | None = None) -> Listening:
    owner = owner or Listening()
    await freshness.read(owner, where)
    return owner


async def test_a_place_that_cannot_be_read_any_more_keeps_no_other_from_being_noticed(
    clock: FakeClock, freshness: Freshness, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mem").write_bytes(b"1")
    (tmp_path / "turned").symlink_to("there")
    (tmp_path / "b.py").write_bytes(b"1")
    first = await owner_of(freshness, place(tmp_path / "turned", "mem"))
    second = await owner_of(freshness, place(tmp_path, "b.py"))
    (tmp_path / "turned").unlink()
    (tmp_path / "turned").symlink_to("/proc/self")  # whose mem is a file that fails when it is read
    (tmp_path / "b.py").write_bytes(b"22")
    clock.advance(PERIOD)
    assert (await first.next(), await second.next()) == ("", digest(b"22"))


async def test_an_owner_that_fails_keeps_no_other_from_hearing(
    clock: FakeClock, freshness: Freshness, tmp_path: Path
) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(b"1")
    first = await owner_of(freshness, place(tmp_path, "a.py"), Failing())
    second = await owner_of(freshness, place(tmp_path, "b.py"))
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(b"22")
    clock.advance(PERIOD)
    assert (await first.next(), await second.next()) == (digest(b"22"), digest(b"22"))


async def test_a_change_of_a_files_rights_is_noticed(
    clock: FakeClock, freshness: Freshness, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_bytes(b"1")
    owner = await owner_of(freshness, place(tmp_path, "a.py"))
    (tmp_path / "a.py").chmod(0o600)
    clock.advance(PERIOD)
    assert await owner.next() == digest(b"1")


async def test_a_hint_that_nobody_waits_for_does_not_keep_the_next_from_being_heard(
    clock: FakeClock, freshness: Freshness, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_bytes(b"1")
    freshness.remove(await owner_of(freshness, place(tmp_path, "a.py")))
    clock.advance(PERIOD)  # a look at nothing; no other follows
    await hinted(freshness, tmp_path, "other.py")
    owner = await owner_of(freshness, place(tmp_path, "a.py"))
    await hinted(freshness, tmp_path, "a.py")
    clock.advance(SETTLE + TICK)
    assert await owner.next() == digest((tmp_path / "a.py").read_bytes())


async def hinted(freshness: Freshness, folder: Path, name: str) -> None:
    """Write to the file until the kernel's hint has come to the loop: ours comes after that of `freshness`."""
    come = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard(_: Change) -> None:
        loop.call_soon_threadsafe(come.set)

    joined = freshness._watchers.join(Wish(str(folder), recursive=True), heard)
    for attempt in range(100):
        (folder / name).write_bytes(b"%d" % attempt * 3)
        try:
            await asyncio.wait_for(come.wait(), 0.1)
            break
        except TimeoutError:
            continue
    joined.leave()
    assert come.is_set()


@pytest.mark.parametrize(
    ("uri", "folder"),
    [("python:///mem/f", Path("/proc/self")), ("python:///", Path("/", "x" * 300))],
    ids=["a file that fails when it is read", "a folder that cannot be listed"],
)
def test_whatever_the_disk_says_is_a_failure_of_the_source(uri: str, folder: Path) -> None:
    with pytest.raises(SourceFailed):
        code.read(parse(uri), folder)
