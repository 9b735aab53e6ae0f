"""The driver fs with polling: what its looks find, and what they may cost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.testing import FakePulse
from cocained.drivers.fs import Fs, FsArguments
from cocained.watching.changes import Change, Kind
from cocained.watching.sight import Seen, Sight, differences

PATIENCE = 30.0
POLLING = 15.0


class Polled:
    """A driver that polls with all that is below, and what its source is told."""

    def __init__(self, path: Path) -> None:
        self.pulse = FakePulse()
        self.driver = Fs(FsArguments(path=str(path), recursive=True, polling=POLLING), self.pulse)
        self.driver.start()

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(data) for data in self.pulse.data]

    @property
    def error(self) -> str:
        found: str = self.driver.describe()["error"]
        return found

    async def until(self, law: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not law():
                await asyncio.sleep(0.002)
                self.pulse.clock.advance(0.01)

    async def hears_of(self, path: Path) -> None:
        await self.until(lambda: str(path) in [change["path"] for change in self.told()])


Poll = Callable[[Path], Polled]


@pytest.fixture
async def poll() -> AsyncIterator[Poll]:
    made: list[Polled] = []

    def started(path: Path) -> Polled:
        made.append(Polled(path))
        return made[-1]

    yield started
    for polled in made:
        polled.driver.stop()


def folder_of(parent: Path, name: str, files: int) -> Path:
    folder = parent / name
    folder.mkdir()
    for number in range(files):
        os.mkdir(folder / str(number))
    return folder


# --- what it may cost


async def test_a_tree_that_is_too_large_is_not_watched_and_says_what_to_do(
    poll: Poll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("cocained.watching.polling.MOST", 50)
    monkeypatch.setattr("cocained.watching.polling.RETRY", 0.01)
    folder = folder_of(tmp_path, "f", 60)
    polled = poll(folder)
    await polled.until(lambda: polled.error)
    assert f"cannot watch {str(folder)!r}: there are more than 50 files and folders in it" in polled.error
    assert "no change in it is seen; watch a folder further down" in polled.error
    assert polled.error in caplog.text
    for number in range(20):
        os.rmdir(folder / str(number))
    await polled.until(lambda: not polled.error)
    (folder / "mark").touch()
    await polled.hears_of(folder / "mark")


async def test_one_folder_of_any_number_of_files_is_read_no_further_than_the_bound(
    poll: Poll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    of = Seen.of

    def counted(status: os.stat_result) -> Seen:
        nonlocal looked
        looked += 1
        return of(status)

    monkeypatch.setattr("cocained.watching.polling.MOST", 50)
    monkeypatch.setattr("cocained.watching.polling.Seen.of", counted)
    polled = poll(folder_of(tmp_path, "f", 500))
    await polled.until(lambda: polled.error)
    assert looked == 51


async def test_all_that_is_polled_has_a_bound_together(
    poll: Poll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocained.watching.polling.MOST_IN_ALL", 150)
    monkeypatch.setattr("cocained.watching.polling.SLICE", 1)
    monkeypatch.setattr("cocained.watching.polling.RETRY", 0.01)
    one, other = (folder_of(tmp_path, name, 100) for name in "ab")
    first = poll(one)
    (one / "mark").touch()
    await first.hears_of(one / "mark")
    second = poll(other)
    await second.until(lambda: second.error)
    assert "all tasks with polling hold 150 files and folders" in second.error
    first.driver.stop()
    await second.until(lambda: not second.error)


async def test_no_look_begins_before_the_last_has_ended(poll: Poll, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "f", 3000
    )  # it takes longer to look at these than the pause between two looks
    before = set(threading.enumerate())
    polled = poll(folder)
    for number in range(3):
        (folder / f"mark{number}").touch()
        await polled.hears_of(folder / f"mark{number}")
        assert [thread.name for thread in set(threading.enumerate()) - before] == ["watching"]


async def test_the_loop_goes_on_while_it_looks(poll: Poll, tmp_path: Path) -> None:
    polled = poll(folder_of(tmp_path, "f", 3000))
    (tmp_path / "f" / "mark").touch()
    turns = 0
    async with asyncio.timeout(PATIENCE):
        while not polled.driver.describe()["events"]:
            await asyncio.sleep(0)
            turns += 1
    assert turns > 100


# --- what it finds


async def test_a_folder_that_is_moved_is_told_of_as_moved_and_once(poll: Poll, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "f", 3)
    for name in ("x", "z"):
        (folder_of(folder, name, 5) / "a").write_text("1")
    polled = poll(folder)
    (folder / "mark").touch()
    await polled.hears_of(folder / "mark")
    (folder / "x").rename(folder / "z" / "y")
    (folder / "z" / "y" / "a").write_text("22")
    (folder / "end").touch()
    await polled.hears_of(folder / "end")
    await polled.hears_of(folder / "z" / "y" / "a")
    assert [change for change in polled.told() if not change["path"].endswith(("mark", "end"))] == [
        {"event": "moved", "path": f"{folder}/z/y", "from": f"{folder}/x"},
        {"event": "modified", "path": f"{folder}/z/y/a"},
    ]


class Disk:
    """Files and folders by path, as looks see them."""

    def __init__(self) -> None:
        self.there: Sight = {"/f": Seen(1, 1, True, 0, 1)}
        self._ticks = 1

    def look(self) -> Sight:
        return dict(sorted(self.there.items(), key=lambda item: item[0].count("/")))

    def disturb(self, chance: random.Random) -> None:
        self._ticks += 1
        some = chance.choice(sorted(self.there))
        folders = sorted(path for path, seen in self.there.items() if seen.is_folder)
        new = f"{chance.choice(folders)}/{chance.choice('abcd')}"
        match chance.randrange(5):
            case 0:
                self._make(new, is_folder=chance.random() < 0.6)
            case 1 if some != "/f":
                self._remove(some)
            case 2 if not self.there[some].is_folder:
                self.there[some] = self.there[some]._replace(size=self._ticks)
            case _ if (
                some != "/f" and not f"{new}/".startswith(f"{some}/") and not some.startswith(f"{new}/")
            ):
                self._move(some, new)

    def _make(self, path: str, is_folder: bool) -> None:
        if path not in self.there:
            self.there[path] = Seen(1, self._ticks, is_folder, 0, self._ticks)
            self._touch(path)

    def _remove(self, path: str) -> Sight:
        gone = {p: seen for p, seen in self.there.items() if p == path or p.startswith(f"{path}/")}
        self.there = {p: seen for p, seen in self.there.items() if p not in gone}
        self._touch(path)
        return gone

    def _move(self, path: str, new: str) -> None:
        moved = self._remove(path)
        self._remove(new)
        self.there |= {new + p[len(path) :]: seen for p, seen in moved.items()}
        self._touch(new)

    def _touch(self, path: str) -> None:
        folder = os.path.dirname(path)
        self.there[folder] = self.there[folder]._replace(modified=self._ticks)


def follow(known: dict[str, int], change: Change, after: Sight) -> None:
    """As a source does that knows what is at each path by what it is told."""
    path, kind = change.path, change.kind
    carried = forget(known, change.source) if kind is Kind.MOVED else {}
    is_another = kind is Kind.MODIFIED and known.get(path) != after[path].inode
    if kind in (Kind.MOVED, Kind.DELETED) or is_another:
        forget(known, path)
    if kind is not Kind.DELETED:
        known[path] = after[path].inode
    known.update((path + p[len(change.source) :], inode) for p, inode in carried.items())


def forget(known: dict[str, int], path: str) -> dict[str, int]:
    gone = {p: known[p] for p in known if p == path or p.startswith(f"{path}/")}
    for p in gone:
        del known[p]
    return gone


@pytest.mark.parametrize("seed", range(200))
def test_who_follows_the_differences_of_looks_knows_what_is_there(seed: int) -> None:
    chance, disk = random.Random(seed), Disk()
    before = disk.look()
    known = {path: seen.inode for path, seen in before.items()}
    for _ in range(20):
        for _ in range(chance.randrange(8)):
            disk.disturb(chance)
        after = disk.look()
        for change in differences(before, after, lambda: None):
            follow(known, change, after)
        assert known == {path: seen.inode for path, seen in after.items()}
        before = after
