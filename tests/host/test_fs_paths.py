"""What the driver fs sees of real files and folders, by inotify and by polling."""

from __future__ import annotations

import asyncio
import ctypes
import json
import mmap
import os
import random
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.errors import BadArgument
from cocaine_sdk.testing import FakePulse
from cocained.drivers.fs import Fs, FsArguments

PATIENCE = 30.0
POLLING = 15.0
BOTH = pytest.mark.parametrize("polling", [0.0, POLLING], ids=["inotify", "polling"])
Event = tuple[str, ...]


class Watched:
    """A driver, and what its source is told: of each event its kind, path, and where it came from."""

    def __init__(self, path: Path, **arguments: Any) -> None:
        self.pulse = FakePulse()
        self.driver = Fs(FsArguments(path=str(path), **arguments), self.pulse)
        self.driver.start()
        self._top = path.parent

    def told(self) -> list[Event]:
        return [self._event(json.loads(data)) for data in self.pulse.data]

    def _event(self, message: dict[str, Any]) -> Event:
        paths = (os.path.relpath(message[name], self._top) for name in ("path", "from") if name in message)
        return (message["event"], *paths)

    async def until(self, law: Callable[[], Any]) -> None:
        """Wait, while the clock goes on, until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not law():
                await asyncio.sleep(0.002)
                self.pulse.clock.advance(0.01)

    async def hears(self, *events: Event) -> None:
        """These, at least, and in no certain order; then begin anew."""
        await self.until(lambda: set(events) <= set(self.told()))
        self.pulse.data.clear()

    async def hears_nothing_but(self, *events: Event) -> None:
        """These, and no others before a folder is made that marks the end."""
        os.mkdir(self._top / "f" / "mark")
        mark = ("created", "f/mark")
        await self.until(lambda: mark in self.told())
        assert [event for event in self.told() if event != mark] == list(events)
        self.pulse.data.clear()


Watch = Callable[..., Watched]


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    made: list[Watched] = []

    def started(path: Path, **arguments: Any) -> Watched:
        made.append(Watched(path, **arguments))
        return made[-1]

    yield started
    for watched in made:
        watched.driver.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "f"
    made.mkdir()
    return made


def deep(path: Path) -> Path:
    """A file, and the folders in which it is."""
    path.parent.mkdir(parents=True)
    path.write_text("1")
    return path


# --- folders


@BOTH
async def test_what_happens_to_entries_is_told(folder: Path, watch: Watch, polling: float) -> None:
    watched = watch(folder, polling=polling)
    (folder / "a").write_text("1")
    await watched.hears(("created", "f/a"))
    (folder / "a").write_text("22")
    await watched.hears(("modified", "f/a"))
    (folder / "a").rename(folder / "b")
    await watched.hears(("moved", "f/b", "f/a"))
    (folder / "b").unlink()
    await watched.hears(("deleted", "f/b"))


async def test_what_was_there_before_is_not_told(folder: Path, watch: Watch) -> None:
    deep(folder / "sub" / "a")
    watched = watch(folder, recursive=True)
    await watched.hears_nothing_but()


@BOTH
async def test_looking_and_rights_are_no_changes(folder: Path, watch: Watch, polling: float) -> None:
    file = deep(folder / "sub" / "a")
    watched = watch(folder, recursive=True, polling=polling)
    assert file.read_text() == "1"
    assert os.listdir(folder)
    file.chmod(0o600)
    await watched.hears_nothing_but()


@BOTH
async def test_a_touch_is_a_change(folder: Path, watch: Watch, polling: float) -> None:
    (folder / "a").touch()
    watched = watch(folder, polling=polling)
    (folder / "a").touch()
    await watched.hears(("modified", "f/a"))


async def test_a_file_that_is_mapped_is_told_of_when_it_is_closed(folder: Path, watch: Watch) -> None:
    (folder / "a").write_bytes(bytes(4096))
    watched = watch(folder)
    with (folder / "a").open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0] = 1
    await watched.hears(("modified", "f/a"))


@BOTH
async def test_what_comes_from_elsewhere_is_created_and_what_leaves_is_deleted(
    folder: Path, watch: Watch, polling: float
) -> None:
    deep(folder.parent / "out" / "sub" / "a")
    watched = watch(folder, recursive=True, polling=polling)
    (folder.parent / "out").rename(folder / "in")
    await watched.hears(("created", "f/in"), ("created", "f/in/sub"), ("created", "f/in/sub/a"))
    (folder / "in").rename(folder.parent / "out")
    await watched.hears(("deleted", "f/in"))
    (folder.parent / "out" / "sub" / "b").touch()
    await watched.hears_nothing_but()


async def test_a_folder_that_is_moved_within_is_told_of_once_and_watched_where_it_is(
    folder: Path, watch: Watch
) -> None:
    deep(folder / "x" / "y" / "a")
    (folder / "z").mkdir()
    watched = watch(folder, recursive=True)
    (folder / "x").rename(folder / "z" / "x")
    await watched.hears_nothing_but(("moved", "f/z/x", "f/x"))
    (folder / "z" / "x" / "y" / "b").touch()
    await watched.hears(("created", "f/z/x/y/b"))


async def test_a_folder_that_is_deleted_is_told_of_once_where_that_is_quick(
    folder: Path, watch: Watch
) -> None:
    for number in range(20):
        deep(folder / "x" / str(number) / "a")
    watched = watch(folder, recursive=True)
    shutil.rmtree(folder / "x")
    await watched.until(lambda: watched.driver.describe()["events"] >= 41)
    assert watched.told()[-1:] in ([("deleted", "f/x")], [])
    await watched.hears(("deleted", "f/x"))


@BOTH
async def test_what_is_made_in_a_new_folder_at_once_is_not_lost(
    folder: Path, watch: Watch, polling: float
) -> None:
    watched = watch(folder, recursive=True, polling=polling)
    deep(folder / "x" / "y" / "z" / "a")
    await watched.hears(*(("created", path) for path in ("f/x", "f/x/y", "f/x/y/z", "f/x/y/z/a")))


async def test_two_that_swap_places_stay_watched(folder: Path, watch: Watch) -> None:
    deep(folder / "x" / "one" / "a")
    deep(folder / "y" / "two" / "a")
    watched = watch(folder, recursive=True)
    renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    here, exchange = -100, 2
    assert renameat2(here, os.fsencode(folder / "x"), here, os.fsencode(folder / "y"), exchange) == 0
    await watched.hears(("modified", "f/x"), ("modified", "f/y"), ("created", "f/x/two"))
    (folder / "x" / "two" / "b").touch()
    (folder / "y" / "one" / "b").touch()
    await watched.hears(("created", "f/x/two/b"), ("created", "f/y/one/b"))


async def test_links_in_a_folder_are_not_followed(folder: Path, watch: Watch) -> None:
    outside = deep(folder.parent / "out" / "a")
    (folder / "loop").symlink_to(".")
    watched = watch(folder, recursive=True)
    (folder / "link").symlink_to("../out")
    outside.write_text("2")
    await watched.hears_nothing_but(("created", "f/link"))


# --- files


@BOTH
async def test_a_file_is_seen_however_an_editor_saves_it(folder: Path, watch: Watch, polling: float) -> None:
    file = folder / "a"
    file.write_text("1")
    watched = watch(file, polling=polling)
    file.write_text("22")
    await watched.hears(("modified", "a"))
    (folder / "new").write_text("333")
    (folder / "new").replace(file)
    await watched.hears(("modified", "a"))
    file.rename(folder / "a~")
    await watched.hears(("deleted", "a"))
    file.write_text("4444")
    await watched.hears(("created", "a"))
    file.unlink()
    await watched.hears(("deleted", "a"))


async def test_the_neighbours_of_a_file_are_not_told(folder: Path, watch: Watch) -> None:
    (folder / "a").write_text("1")
    watched = watch(folder / "a")
    (folder / "b").write_text("1")
    (folder / "b").rename(folder / "c")
    (folder / "c").unlink()
    (folder / "a").write_text("2")
    await watched.until(watched.told)
    assert set(watched.told()) == {("modified", "a")}


@BOTH
async def test_a_file_may_become_a_folder_and_back(folder: Path, watch: Watch, polling: float) -> None:
    path = folder / "a"
    path.write_text("1")
    watched = watch(path, polling=polling)
    path.unlink()
    deep(path / "b")
    await watched.hears(("created", "a/b"))
    shutil.rmtree(path)
    await watched.hears(("deleted", "a"))
    path.write_text("1")
    await watched.hears(("created", "a"))


# --- what is missing, or goes


@BOTH
async def test_a_path_that_is_missing_is_awaited(folder: Path, watch: Watch, polling: float) -> None:
    path = folder / "x" / "y" / "z"
    watched = watch(path, polling=polling)
    deep(path / "a")
    await watched.hears(("created", "z"), ("created", "z/a"))
    (path / "b").touch()
    await watched.hears(("created", "z/b"))


async def test_it_is_said_what_is_watched_at_this_moment(folder: Path, watch: Watch) -> None:
    path = folder / "x" / "y"
    watched = watch(path)
    assert watched.driver.describe()["watched"] == str(folder)
    path.mkdir(parents=True)
    await watched.hears(("created", "y"))
    assert watched.driver.describe()["watched"] == str(path)


@BOTH
async def test_it_is_said_whether_anything_is_at_the_path(folder: Path, watch: Watch, polling: float) -> None:
    path = folder / "x"
    watched = watch(path, polling=polling)
    assert watched.driver.describe()["present"] is False
    path.mkdir()
    await watched.hears(("created", "x"))
    assert watched.driver.describe()["present"] is True
    path.rmdir()
    await watched.hears(("deleted", "x"))
    assert watched.driver.describe()["present"] is False


@BOTH
async def test_a_folder_that_goes_and_comes_back_is_watched_again(
    folder: Path, watch: Watch, polling: float
) -> None:
    watched = watch(folder, recursive=True, polling=polling)
    for _ in range(3):
        deep(folder / "x" / "a")
        await watched.hears(("created", "f/x/a"))
        shutil.rmtree(folder)
        await watched.hears(("deleted", "f"))
        os.mkdir(folder)
        await watched.hears(("created", "f"))


async def test_a_folder_in_which_somebody_works_may_go_and_come_back(folder: Path, watch: Watch) -> None:
    watched = watch(folder)
    held = os.open(folder, os.O_RDONLY)
    try:
        os.rmdir(folder)
        await watched.hears(("deleted", "f"))
        deep(folder / "a")
        await watched.hears(("created", "f"), ("created", "f/a"))
    finally:
        os.close(held)


async def test_a_folder_on_the_way_may_be_moved_away_and_back(folder: Path, watch: Watch) -> None:
    path = deep(folder / "x" / "y" / "a").parent
    watched = watch(path)
    (folder / "x").rename(folder / "elsewhere")
    await watched.hears(("deleted", "y"))
    (folder / "elsewhere" / "y" / "b").touch()
    (folder / "elsewhere").rename(folder / "x")
    await watched.hears(("created", "y"), ("created", "y/a"), ("created", "y/b"))


async def test_somebody_who_makes_and_removes_the_way_in_a_hurry_is_followed(
    folder: Path, watch: Watch
) -> None:
    path = folder / "x" / "y" / "z"
    watched = watch(path)

    def hurry() -> None:
        for _ in range(200):
            path.mkdir(parents=True)
            shutil.rmtree(folder / "x")
        deep(path / "last")

    await asyncio.to_thread(hurry)
    await watched.hears(("created", "z/last"))


# --- links


async def test_a_link_is_followed_wherever_it_is_turned(folder: Path, watch: Watch) -> None:
    for name in ("one", "two"):
        deep(folder / name / "a")
    link = folder / "link"
    link.symlink_to("one")
    watched = watch(link)
    (folder / "one" / "b").touch()
    await watched.hears(("created", "link/b"))
    (folder / "new").symlink_to("two")
    (folder / "new").replace(link)
    await watched.hears(("modified", "link"), ("created", "link/a"))
    (folder / "two" / "b").touch()
    await watched.hears(("created", "link/b"))


async def test_a_file_behind_links_of_folders_is_followed(folder: Path, watch: Watch) -> None:
    """As volumes of configuration are mounted: file → ..data/file, ..data → ..1."""
    for number in ("1", "2"):
        deep(folder / f"..{number}" / "conf").write_text(number)
    (folder / "..data").symlink_to("..1")
    (folder / "conf").symlink_to("..data/conf")
    watched = watch(folder / "conf")
    (folder / "..new").symlink_to("..2")
    (folder / "..new").replace(folder / "..data")
    await watched.hears(("modified", "conf"))
    (folder / "..2" / "conf").write_text("3")
    await watched.hears(("modified", "conf"))


async def test_links_in_a_circle_are_a_path_that_is_missing(folder: Path, watch: Watch) -> None:
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    watched = watch(folder / "one")
    (folder / "two").unlink()
    (folder / "two").mkdir()
    await watched.hears(("created", "one"))


# --- all at once


def contents(folder: Path) -> set[str]:
    walk = [(at, name) for at, folders, files in os.walk(folder) for name in (*folders, *files)]
    return {os.path.relpath(os.path.join(at, name), folder.parent) for at, name in walk}


def follow(known: set[str], event: Event) -> None:
    """As a source does that knows the files of a folder by what it is told."""
    kind, path, *source = event
    if kind in ("modified", "deleted", "moved"):
        forget(known, path)
    carried = {path + name for name in forget(known, source[0])} if source else set()
    if kind != "deleted":
        known.update({path} - {"f"}, carried)


def forget(known: set[str], path: str) -> set[str]:
    gone = {one for one in known if one == path or one.startswith(path + "/")}
    known -= gone
    return {one[len(path) :] for one in gone}


def disturb(folder: Path, chance: random.Random) -> None:
    """Something that may go wrong, as things do."""
    there = sorted(contents(folder))
    some = folder.parent / chance.choice(there or ["f/a"])
    parent = chance.choice([folder, *(folder.parent / path for path in there)])
    new, outside = parent / chance.choice("abcd"), folder.parent / f"out-{chance.choice('ab')}"
    act: Callable[[], object] = chance.choice(
        [new.mkdir, new.touch, some.unlink, some.rmdir, lambda: deep(new / "p" / "q" / "a"),
         lambda: some.write_text("1"), lambda: some.rename(new), lambda: some.rename(new),
         lambda: some.rename(outside), lambda: outside.rename(new), lambda: shutil.rmtree(some)]
    )  # fmt: skip
    try:
        act()
    except OSError:
        return


@BOTH
@pytest.mark.parametrize("seed", range(8))
async def test_who_follows_what_is_told_knows_what_is_there(
    folder: Path, watch: Watch, polling: float, seed: int
) -> None:
    watched = watch(folder, recursive=True, polling=polling, settle=20)
    chance, known = random.Random(seed), set[str]()

    def disturb_it() -> None:
        for _ in range(60):
            disturb(folder, chance)

    def is_known() -> bool:
        for event in watched.told():
            follow(known, event)
        watched.pulse.data.clear()
        return known == contents(folder)

    work = asyncio.create_task(asyncio.to_thread(disturb_it))
    await watched.until(lambda: is_known() and work.done())
    await work


async def test_ten_thousand_files_are_told_each_while_the_loop_goes_on(folder: Path, watch: Watch) -> None:
    watched = watch(folder)
    turns = 0

    def drop() -> None:
        for number in range(10_000):
            os.close(os.open(folder / str(number), os.O_CREAT | os.O_WRONLY))

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.create_task(turn())
    await asyncio.to_thread(drop)
    await watched.until(lambda: len({path for _, path in watched.told()}) == 10_000)
    turning.cancel()
    assert turns > 1000
    assert watched.driver.describe()["lost"] == 0


async def test_a_tree_that_takes_long_to_be_watched_loses_nothing_meanwhile(
    folder: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    deep(folder / "x" / "a")
    scandir = os.scandir

    def slow(path: Any) -> Any:
        begun.set()
        assert go.wait(PATIENCE)
        return scandir(path)

    monkeypatch.setattr("cocained.watching.tree.os.scandir", slow)
    started = time.monotonic()
    watched = watch(folder, recursive=True)
    assert time.monotonic() - started < PATIENCE
    assert begun.wait(PATIENCE)
    (folder / "x" / "a").write_text("2")
    (folder / "b").touch()
    go.set()
    # whoever is first tells of it: the kernel that it was made, or the walk that it is new
    await watched.until(lambda: {"f/x/a", "f/b"} <= {path for _, path, *_ in watched.told()})


# --- what may not be


@BOTH
async def test_a_path_that_may_not_be_read_is_refused_by_name(tmp_path: Path, polling: float) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(BadArgument, match=r"permission denied"):
            Watched(closed, polling=polling)
    finally:
        if root:
            os.seteuid(0)
