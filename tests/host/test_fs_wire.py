"""The driver fs, from a change on the disk to the published event."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

HANDLER = """
import json
class Handler:
    def process(self, data):
        return {'change': json.loads(data)}
"""
COUNTER = """
class Counter:
    n = 0
    def next(self):
        self.n += 1
        return {'n': self.n}
"""
TALLY = """
import json
class Tally:
    def __init__(self):
        self.told = {}
    def process(self, data):
        change = json.loads(data)
        self.told[change['path']] = self.told.get(change['path'], 0) + 1
    def next(self):
        return {'paths': len(self.told), 'most': max(self.told.values(), default=0)}
"""
HANDLER_URI = "python:///handler.py/Handler"
COUNTER_URI = "python:///counter.py/Counter"


class Watched:
    """A task on a path, and what its source is told."""

    def __init__(self, daemon: Daemon, path: Path, uri: str = HANDLER_URI, **arguments: Any) -> None:
        self.daemon = daemon
        pushed = daemon.push(uri, driver="fs", path=str(path), **arguments)
        assert "key" in pushed, pushed
        self.key = pushed["key"]
        self._sub = daemon.subscribe(self.key)

    def close(self) -> None:
        self._sub.close()

    def next(self) -> Any:
        return json.loads(self._sub.recv_multipart()[1])

    def until(self, **change: str) -> None:
        """Wait until it is told of this."""
        told = []
        while (one := self.next()) != change:
            told.append(one)
            assert len(told) < 100, told

    def explain(self) -> dict[str, Any]:
        found: dict[str, Any] = self.daemon.ask("explain", {self.key: {}})[self.key]
        return found


@pytest.fixture
def folder(daemon: Daemon) -> Path:
    daemon.source("handler.py", HANDLER)
    daemon.source("counter.py", COUNTER)
    made = daemon.folder / "watched"
    made.mkdir()
    return made


Watch = Callable[..., Watched]


@pytest.fixture
def watch(daemon: Daemon, folder: Path) -> Iterator[Watch]:  # noqa: ARG001  it has the sources
    with ExitStack() as stack:
        yield lambda path, uri=HANDLER_URI, **more: stack.enter_context(
            closing(Watched(daemon, path, uri, **more))
        )


def test_a_processor_is_told_what_happened_to_which_file(folder: Path, watch: Watch) -> None:
    watched = watch(folder)
    file, other = folder / "a.txt", folder / "b.txt"
    file.write_text("1")
    assert watched.next() == {"event": "created", "path": str(file)}
    file.write_text("2")
    assert watched.next() == {"event": "modified", "path": str(file)}
    file.rename(other)
    assert watched.next() == {"event": "moved", "path": str(other), "from": str(file)}
    other.unlink()
    assert watched.next() == {"event": "deleted", "path": str(other)}


def test_a_file_is_watched_however_it_is_replaced(folder: Path, watch: Watch) -> None:
    file = folder / "a.txt"
    file.write_text("1")
    (folder / "beside.txt").write_text("1")
    watched = watch(file)
    (folder / "beside.txt").write_text("2")
    file.write_text("2")
    assert watched.next() == {"event": "modified", "path": str(file)}
    (folder / "new").write_text("3")
    os.replace(folder / "new", file)
    assert watched.next() == {"event": "modified", "path": str(file)}
    file.unlink()
    assert watched.next() == {"event": "deleted", "path": str(file)}
    file.write_text("4")
    assert watched.next() == {"event": "created", "path": str(file)}


def test_a_path_that_is_not_there_yet_is_awaited_through_all_its_folders(folder: Path, watch: Watch) -> None:
    path = folder / "x" / "y" / "z"
    watched = watch(path)
    path.mkdir(parents=True)
    (path / "a").write_text("1")
    watched.until(event="created", path=str(path / "a"))


def test_a_folder_that_is_deleted_and_comes_back_is_watched_again(folder: Path, watch: Watch) -> None:
    watched = watch(folder)
    for _ in range(3):
        shutil.rmtree(folder)
        watched.until(event="deleted", path=str(folder))
        folder.mkdir()
        (folder / "a").write_text("1")
        watched.until(event="created", path=str(folder / "a"))


def test_sub_folders_are_watched_only_where_the_task_says_so(folder: Path, watch: Watch) -> None:
    (folder / "sub").mkdir()
    flat, deep = watch(folder), watch(folder, recursive=True)
    (folder / "sub" / "a").write_text("1")
    deep.until(event="created", path=str(folder / "sub" / "a"))
    (folder / "new" / "newer").mkdir(parents=True)
    (folder / "new" / "newer" / "b").write_text("1")
    deep.until(event="created", path=str(folder / "new" / "newer" / "b"))
    (folder / "last").write_text("1")
    told = [flat.next()["path"], flat.next()["path"]]
    assert sorted(told) == [str(folder / "last"), str(folder / "new")]


def test_a_burst_becomes_one_run_of_a_source_that_cannot_process(
    daemon: Daemon, folder: Path, watch: Watch
) -> None:
    watched = watch(folder, COUNTER_URI, settle=400)
    os.kill(daemon.pid, signal.SIGSTOP)  # so that all of them are there when it looks
    for number in range(50):
        (folder / str(number)).write_text("1")
    os.kill(daemon.pid, signal.SIGCONT)
    assert watched.next() == 1
    (folder / "last").write_text("1")
    assert watched.next() == 2


def test_ten_thousand_files_at_once_are_bounded_work_and_each_is_told(
    daemon: Daemon, folder: Path, watch: Watch
) -> None:
    daemon.source("tally.py", TALLY)
    counted, tallied = watch(folder, COUNTER_URI, settle=1000), watch(folder, "python:///tally.py/Tally")
    for number in range(10_000):
        (folder / str(number)).touch()
    daemon.serves_others()
    tally = daemon.eventually(
        lambda: (found := daemon.once("python:///tally.py/Tally"))["paths"] == 10_000 and found
    )
    assert tally["most"] <= 3
    said = daemon.eventually(lambda: (found := counted.explain())["runs"] and found)
    assert said["runs"] <= 20
    assert tallied.explain()["figures"]["lost"] == 0


def test_a_file_that_is_written_to_for_ever_gives_runs_all_the_same(
    daemon: Daemon, folder: Path, watch: Watch
) -> None:
    watched = watch(folder, COUNTER_URI, settle=50)
    with (folder / "log").open("w") as log:
        daemon.eventually(
            lambda: log.write("line\n") and log.flush() is None and watched.explain()["runs"] >= 2
        )


def test_two_tasks_on_one_path_both_see_its_changes(folder: Path, watch: Watch) -> None:
    one, other = watch(folder), watch(folder, timeout=4000)
    (folder / "a").write_text("1")
    assert one.next() == other.next() == {"event": "created", "path": str(folder / "a")}


def test_by_polling_the_same_is_told(folder: Path, watch: Watch) -> None:
    watched = watch(folder, polling=20)
    file = folder / "a"
    file.write_text("1")
    watched.until(event="created", path=str(file))
    file.write_text("22")
    watched.until(event="modified", path=str(file))
    file.unlink()
    watched.until(event="deleted", path=str(file))


def test_a_watch_outlives_a_kill_of_the_daemon(daemon: Daemon, folder: Path, watch: Watch) -> None:
    key = watch(folder).key
    daemon.kill()
    daemon.start()
    with daemon.subscribe(key) as sub:
        (folder / "a").write_text("1")
        assert json.loads(sub.recv_multipart()[1])["path"] == str(folder / "a")


def test_a_name_that_is_no_unicode_is_told_in_escapes(folder: Path, watch: Watch) -> None:
    watched = watch(folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\n")).touch()
    assert watched.next() == {"event": "created", "path": f"{folder}/\\xff\n"}


def test_a_link_that_is_turned_elsewhere_is_followed(folder: Path, watch: Watch) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
    link = folder / "link"
    link.symlink_to("one")
    watched = watch(link)
    (folder / "next").symlink_to("two")
    os.replace(folder / "next", link)
    watched.until(event="modified", path=str(link))
    (folder / "two" / "a").write_text("1")
    watched.until(event="created", path=str(link / "a"))


def test_nothing_is_watched_any_more_after_the_drop(daemon: Daemon, folder: Path) -> None:
    descriptors = Path(f"/proc/{daemon.pid}/fd")

    def inotifies() -> int:
        found = 0
        for one in descriptors.iterdir():
            with suppress(FileNotFoundError):  # it has just been closed
                found += "inotify" in os.readlink(one)
        return found

    assert daemon.once(COUNTER_URI)
    before = inotifies()
    wanted = [{"driver": "fs", "path": str(folder / str(number))} for number in range(20)]
    keys = [pushed["key"] for pushed in daemon.ask("push", {HANDLER_URI: wanted})[HANDLER_URI]]
    assert inotifies() == before + 1
    for key in keys:
        assert daemon.ask("drop", {key: {}})[key] == {"status": "success"}
    daemon.eventually(lambda: inotifies() == before)


def test_nobody_looks_any_more_after_the_drop_of_what_was_polled(daemon: Daemon, folder: Path) -> None:
    most = min(32, (os.cpu_count() or 1) + 4)  # threads that the loop's executor may have made meanwhile

    def threads() -> int:
        return len(os.listdir(f"/proc/{daemon.pid}/task"))

    assert daemon.once(COUNTER_URI)
    before = threads()
    wanted = [
        {"driver": "fs", "path": str(folder / str(number)), "polling": 1000} for number in range(2 * most)
    ]
    keys = [pushed["key"] for pushed in daemon.ask("push", {HANDLER_URI: wanted})[HANDLER_URI]]
    assert threads() >= before + 2 * most
    assert set(daemon.ask("drop", {key: {} for key in keys})) > set(keys)
    daemon.eventually(lambda: threads() <= before + most)


def test_a_source_that_can_do_neither_is_refused(daemon: Daemon, folder: Path) -> None:
    daemon.source("late.py", "class Late:\n    def reschedule(self):\n        return 0\n")
    refused = daemon.push("python:///late.py/Late", driver="fs", path=str(folder))
    assert refused["error"].startswith("source doesn't support iteration: ")
