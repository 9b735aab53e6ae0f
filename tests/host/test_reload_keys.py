"""Each key that takes effect at a reload: what it does then, to what runs and to what comes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

MEBI = 1 << 20
SOURCE = """
class Counter:
    def __init__(self, name="", hold="0"):
        self.held = b"x" * int(hold)
        self.n = 0

    def next(self):
        self.n += 1
        return {"n": self.n}

class Talker:
    def __init__(self, name=""):
        self.name = name

    def next(self):
        log.debug(f"{self.name} in detail")
        for number in range(5):
            log(f"{self.name} line {number}")

class Keeper:
    def next(self):
        store.set("key", "x" * 2000)
        return {"kept": True}
"""
COUNTER = "python:///some.py/Counter"
SLOW = 3_600_000


class Filed:
    """A daemon with a configuration file."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.file = daemon.folder / "cocained.toml"
        daemon.source("some.py", SOURCE)

    def start(self, text: str) -> Daemon:
        self.file.write_text(text)
        return self.daemon.start("--config", str(self.file))

    def reload(self, text: str) -> Any:
        self.file.write_text(text)
        reply = self.daemon.ask("reload")
        assert reply["status"] == "success"
        assert len(reply["changed"]) == 1
        return reply


@pytest.fixture
def filed(make_daemon: MakeDaemon) -> Filed:
    return Filed(make_daemon())


@pytest.mark.parametrize(("before", "after"), [(2, 4), (4, 2)])
def test_histories_grow_and_shrink_to_the_new_depth(filed: Filed, before: int, after: int) -> None:
    daemon = filed.start(f"history_depth = {before}")
    key = daemon.push(COUNTER, interval=5)["key"]

    def remembered() -> int:
        return len(daemon.ask("past", {key: {"depth": 100}})[key])

    daemon.eventually(lambda: remembered() == before)
    filed.reload(f"history_depth = {after}")
    daemon.eventually(lambda: remembered() == after)
    runs = daemon.ask("list")["tasks"][0]["runs"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["runs"] > runs + after)
    assert remembered() == after


def test_a_thread_that_idles_already_ends_by_the_new_timeout(filed: Filed) -> None:
    daemon = filed.start("idle_timeout = 600")
    assert daemon.once(COUNTER) == {"n": 1}
    filed.reload("idle_timeout = 0.05")
    daemon.eventually(lambda: daemon.ask("stats")["engines"]["alive"] == [])


def test_the_log_gets_its_details(filed: Filed) -> None:
    daemon = filed.start("")
    daemon.once("python:///some.py/Talker?name=before")
    filed.reload("verbose = true")
    daemon.once("python:///some.py/Talker?name=after")
    daemon.eventually(lambda: "after in detail" in daemon.log())
    assert "before in detail" not in daemon.log()


def test_a_request_may_name_as_many_targets_as_now_allowed(filed: Filed) -> None:
    daemon = filed.start("[limits]\ntargets = 1")
    two: dict[str, Any] = {"some": {}, "other": {}}
    assert daemon.ask("past", two)["code"] == "too_many_targets"
    filed.reload("[limits]\ntargets = 2")
    assert set(two) <= set(daemon.ask("past", two))


def test_more_cells_may_live(filed: Filed) -> None:
    daemon = filed.start("[limits]\ncells = 1")
    daemon.push(f"{COUNTER}?name=a", interval=SLOW)
    assert daemon.once(f"{COUNTER}?name=b")["code"] == "overloaded"
    filed.reload("[limits]\ncells = 2")
    assert daemon.once(f"{COUNTER}?name=b") == {"n": 1}


def test_with_fewer_cells_those_that_live_live_on(filed: Filed) -> None:
    daemon = filed.start("[limits]\ncells = 3")
    uris = [f"{COUNTER}?name={name}" for name in "abc"]
    for uri in uris:
        daemon.push(uri, interval=SLOW)
        daemon.once(uri)
    filed.reload("[limits]\ncells = 1")
    assert daemon.once(f"{COUNTER}?name=d")["code"] == "overloaded"
    assert [daemon.once(uri) for uri in uris] == [{"n": 2}] * 3


def test_the_store_of_a_running_source_may_hold_more(filed: Filed) -> None:
    daemon = filed.start("[limits]\nstore = 1024")
    uri = "python:///some.py/Keeper"
    assert "[limits] store allows 1024" in daemon.once(uri)["error"]
    filed.reload("[limits]\nstore = 4096")
    assert daemon.once(uri) == {"kept": True}


def test_a_new_cell_has_the_new_memory_and_a_running_one_keeps_what_it_has(filed: Filed) -> None:
    daemon = filed.start("")
    hungry = f"{COUNTER}?hold={120 * MEBI}"
    assert daemon.once(hungry) == {"n": 1}
    filed.reload(f"[limits]\nmemory = {16 * MEBI}")
    assert daemon.once(f"{hungry}&name=new")["code"] == "out_of_memory"
    before = daemon.ask("stats")["sources"][hungry]["cpu"]
    daemon.eventually(lambda: daemon.once(hungry) and daemon.ask("stats")["sources"][hungry]["cpu"] != before)
    assert daemon.ask("stats")["sources"][hungry]["memory"] > 120 * MEBI  # it was looked at
    assert daemon.once(hungry)["n"] > 2
    filed.reload(f"[limits]\nmemory = {256 * MEBI}")
    assert daemon.once(f"{hungry}&name=newer") == {"n": 1}


def test_a_source_whose_cell_dies_has_in_the_next_one_what_is_allowed_by_then(
    filed: Filed,
) -> None:
    daemon = filed.start("")
    hungry = f"{COUNTER}?hold={60 * MEBI}"
    assert daemon.once(hungry) == {"n": 1}
    filed.reload(f"[limits]\nmemory = {16 * MEBI}")
    (cell,) = cells(daemon)
    cell.kill()
    daemon.eventually(lambda: daemon.once(hungry).get("code") == "out_of_memory")


def test_a_new_cell_may_open_as_many_descriptors_as_now_allowed(filed: Filed) -> None:
    daemon = filed.start("")
    daemon.once(f"{COUNTER}?name=old")
    filed.reload("[limits]\ndescriptors = 32")
    daemon.once(f"{COUNTER}?name=new")
    assert sorted(open_files(cell) for cell in cells(daemon)) == [16, 32]


def test_a_run_of_a_new_cell_may_log_as_many_lines_as_now_allowed(filed: Filed) -> None:
    daemon = filed.start("")
    filed.reload("[limits]\noutput = 2")
    daemon.once("python:///some.py/Talker?name=new")
    daemon.eventually(lambda: "new line 0" in daemon.log() and "dropped" in daemon.log())
    assert "new line 4" not in daemon.log()


def cells(daemon: Daemon) -> list[psutil.Process]:
    return [cell for zygote in psutil.Process(daemon.pid).children() for cell in zygote.children()]


def open_files(cell: psutil.Process) -> int:
    limits = Path(f"/proc/{cell.pid}/limits").read_text().splitlines()
    (line,) = [line for line in limits if line.startswith("Max open files")]
    return int(line.split()[3])
