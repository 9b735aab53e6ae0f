"""The driver fs on a fake pulse: its arguments, and when it hands over what."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cocaine_sdk.driver import Overlap
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.source import Capability
from cocaine_sdk.testing import FakePulse
from cocained.drivers.fs import AWAIT_SOURCE, WINDOW, Fs, FsArguments

PATIENCE = 30.0
Start = Callable[..., Fs]


async def eventually(law: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not law():  # noqa: ASYNC110  what happens in the kernel's thread sets no event of the loop
            await asyncio.sleep(0.002)


@pytest.fixture
def pulse() -> FakePulse:
    return FakePulse()


@pytest.fixture
def start(pulse: FakePulse, tmp_path: Path) -> Iterator[Start]:
    made: list[Fs] = []

    def started(**arguments: Any) -> Fs:
        made.append(Fs(FsArguments(path=str(tmp_path), **arguments), pulse))
        made[-1].start()
        return made[-1]

    yield started
    for driver in made:
        driver.stop()


async def hears(driver: Fs, changes: int) -> None:
    """Wait until it has heard of so many changes, and its timer is set."""
    await eventually(lambda: driver.describe()["events"] >= changes)
    for _ in range(3):
        await asyncio.sleep(0)


async def changes(driver: Fs, folder: Path, count: int) -> None:
    """So many, each of another path: a folder that is made is one change, a file would be several."""
    for number in range(count):
        (folder / f"{number:02}").mkdir()
    await hears(driver, count)


def told(pulse: FakePulse) -> list[Any]:
    return [json.loads(data) for data in pulse.data]


def iterator(pulse: FakePulse) -> None:
    pulse.capabilities = Capability.ITERATOR


# --- arguments


@pytest.mark.parametrize("path", [None, "", 5, ["/a"], True, "a/b", "./a", "/a\0b", "/" + "x" * 4096, {}])
def test_a_path_that_makes_no_sense_is_refused_in_the_seeds_words(path: object) -> None:
    with pytest.raises(MissingArgument, match=r"^no path specified"):
        FsArguments(path=path)


@pytest.mark.parametrize("path", ["/a/b/", "//a//b", "/a/./b", "/a/c/../b", "///a/b"])
def test_equal_paths_are_equal_however_they_are_written(path: str) -> None:
    assert FsArguments(path=path) == FsArguments(path="/a/b")


@pytest.mark.parametrize(
    "arguments",
    [{"settle": -1}, {"settle": 3_600_001}, {"settle": float("nan")}, {"polling": -1}, {"polling": 5}],
)
def test_a_time_out_of_bounds_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(BadArgument, match=next(iter(arguments))):
        FsArguments(path="/a", **arguments)


def test_a_run_waits_for_the_one_before_unless_the_task_says_otherwise() -> None:
    assert FsArguments(path="/a").overlap is Overlap.QUEUE
    read = msgspec.json.decode(b'{"path":"/a","overlap":"replace"}', type=FsArguments)
    assert read.overlap is Overlap.REPLACE


def test_nothing_runs_because_the_module_is_imported() -> None:
    program = "import threading, cocained.drivers.fs; assert threading.active_count() == 1"
    subprocess.run([sys.executable, "-c", program], check=True)


# --- when


async def test_a_burst_becomes_one_run(start: Start, pulse: FakePulse, tmp_path: Path) -> None:
    iterator(pulse)
    driver = start(settle=100, overlap=Overlap.REPLACE)
    await changes(driver, tmp_path, 20)
    pulse.clock.advance(0.09)
    assert pulse.made == []
    pulse.clock.advance(0.02)
    assert len(pulse.made) == 1
    assert pulse.overlaps == [Overlap.REPLACE]
    pulse.clock.advance(60)
    assert len(pulse.made) == 1


async def test_a_file_that_is_always_written_to_still_gives_runs(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    iterator(pulse)
    driver = start(settle=500)
    for _ in range(11):
        heard = driver.describe()["events"]
        with (tmp_path / "log").open("a") as log:
            log.write("x")
        await hears(driver, heard + 1)
        pulse.clock.advance(0.49)
    assert len(pulse.made) == 1


async def test_a_source_that_is_not_there_yet_is_awaited(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    pulse.capabilities = None
    driver = start()
    (tmp_path / "a").mkdir()
    await hears(driver, 1)
    pulse.clock.advance(10)
    assert (pulse.data, pulse.made) == ([], [])
    pulse.capabilities = Capability.PROCESSOR
    driver.renewed()
    pulse.clock.advance(0.05)
    assert told(pulse) == [{"event": "created", "path": str(tmp_path / "a")}]


async def test_a_source_that_comes_without_a_word_is_found(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    pulse.capabilities = None
    driver = start()
    (tmp_path / "a").mkdir()
    await hears(driver, 1)
    pulse.clock.advance(1)
    iterator(pulse)
    pulse.clock.advance(AWAIT_SOURCE)
    assert len(pulse.made) == 1


# --- what


async def test_at_most_a_window_of_objects_is_with_the_source(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    pulse.holding = True
    driver = start()
    await changes(driver, tmp_path, 40)
    pulse.clock.advance(0.1)
    assert len(pulse.data) == driver.describe()["unanswered"] == WINDOW
    for _ in range(40):
        pulse.finish()
    assert [Path(one["path"]).name for one in told(pulse)] == [f"{number:02}" for number in range(40)]
    assert driver.describe()["waiting"] == driver.describe()["unanswered"] == 0


async def test_what_waits_for_a_slow_source_becomes_one_with_what_comes(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    pulse.holding = True
    driver = start()
    await changes(driver, tmp_path, WINDOW + 1)
    pulse.clock.advance(0.1)
    (tmp_path / f"{WINDOW:02}").rmdir()
    await hears(driver, WINDOW + 2)
    pulse.clock.advance(0.1)
    while driver.describe()["unanswered"]:
        pulse.finish()
    assert len(pulse.data) == WINDOW


async def test_a_source_that_can_no_longer_process_is_run(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    pulse.holding = True
    driver = start()
    await changes(driver, tmp_path, 40)
    pulse.clock.advance(0.1)
    iterator(pulse)
    pulse.finish()
    assert (len(pulse.data), len(pulse.made), driver.describe()["waiting"]) == (WINDOW, 1, 0)


async def test_a_name_that_is_no_utf8_makes_a_valid_object(
    start: Start, pulse: FakePulse, tmp_path: Path
) -> None:
    driver = start()
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\xc3\xa9")
    await hears(driver, 1)
    pulse.clock.advance(0.1)
    assert told(pulse) == [{"event": "created", "path": f"{tmp_path}/\\xffé"}]


async def test_nothing_is_told_after_stop(start: Start, pulse: FakePulse, tmp_path: Path) -> None:
    pulse.holding = True
    driver = start()
    await changes(driver, tmp_path, 40)
    pulse.clock.advance(0.1)
    driver.stop()
    pulse.finish()
    pulse.clock.advance(60)
    assert len(pulse.data) == WINDOW
    assert pulse.made == []


async def test_threads_and_descriptors_are_let_go_of_with_the_last_task(start: Start, tmp_path: Path) -> None:
    def inotifies() -> int:
        links = Path("/proc/self/fd").iterdir()
        return sum(os.readlink(link) == "anon_inode:inotify" for link in links if link.is_symlink())

    threads, before = set(threading.enumerate()), inotifies()
    (tmp_path / "below").mkdir()
    drivers = [start(), start(recursive=True), start(settle=7), start(polling=20)]
    assert inotifies() <= before + 1
    for driver in drivers:
        driver.stop()
    await eventually(lambda: inotifies() <= before and threads.issuperset(threading.enumerate()))


async def test_each_of_many_tasks_on_one_path_is_told(start: Start, pulse: FakePulse, tmp_path: Path) -> None:
    drivers = [start(settle=settle) for settle in range(10, 20)]
    (tmp_path / "a").mkdir()
    for driver in drivers:
        await hears(driver, 1)
    pulse.clock.advance(0.1)
    assert told(pulse) == 10 * [{"event": "created", "path": str(tmp_path / "a")}]
