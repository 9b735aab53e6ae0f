"""Saving a source's file swaps its code at the next run (sources.md, Time)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

URI = "python:///living.py/Living"
SOURCE = """
class Living:
    runs = 0
    def next(self):
        self.runs += 1
        return {{'version': {version}, 'runs': self.runs, 'all': store.incr('all')}}
"""


@pytest.fixture
def living(daemon: Daemon) -> Daemon:
    save(daemon, 1)
    return daemon


def save(daemon: Daemon, version: object) -> None:
    daemon.source("living.py", SOURCE.format(version=version))


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def past(daemon: Daemon, key: str) -> list[dict[str, Any]]:
    found = daemon.ask("past", {key: {}})[key]
    return [entry["event"] for entry in found] if isinstance(found, list) else []


def until_version(daemon: Daemon, key: str, version: int) -> dict[str, Any]:
    """Its last event, once that is of this version."""
    found: dict[str, Any] = daemon.eventually(
        lambda: (events := past(daemon, key)) and events[0].get("version") == version and events[0]
    )
    return found


def test_a_saved_file_swaps_the_code_and_keeps_store_history_and_phase(living: Daemon) -> None:
    key = living.push(URI, interval=50)["key"]
    before = until_version(living, key, 1)
    due = explain(living, key)["last_runs"][0]["due"]
    save(living, 2)
    after = until_version(living, key, 2)
    assert after["all"] > before["all"]
    assert {event["version"] for event in past(living, key)} <= {1, 2}
    turns = (explain(living, key)["last_runs"][0]["due"] - due) / 0.05
    assert abs(turns - round(turns)) < 0.1
    state = explain(living, key)["source"]
    assert (state["reloads"], state["restarts"], state["outdated"]) == (1, 0, "")


@pytest.mark.parametrize("text", ["class Living:\n    def next(self)\n", "1/0", "class Other: pass", ""])
def test_a_file_that_does_not_load_leaves_the_old_code_at_work_and_explain_says_why(
    living: Daemon, text: str
) -> None:
    key = living.push(URI, interval=20)["key"]
    until_version(living, key, 1)
    living.source("living.py", text)
    said = living.eventually(lambda: explain(living, key)["source"]["outdated"])
    assert "living.py" in said
    runs = explain(living, key)["runs"]
    living.eventually(lambda: explain(living, key)["runs"] > runs + 3)
    assert explain(living, key)["failed"] == 0
    save(living, 3)
    until_version(living, key, 3)
    assert explain(living, key)["source"]["outdated"] == ""


def test_a_file_that_is_gone_leaves_the_old_code_at_work_until_it_is_back(living: Daemon) -> None:
    key = living.push(URI, interval=20)["key"]
    until_version(living, key, 1)
    (living.plugins / "python.d" / "living.py").unlink()
    living.eventually(lambda: "no such source file" in explain(living, key)["source"]["outdated"])
    save(living, 2)
    until_version(living, key, 2)


def test_a_file_that_is_replaced_by_another_name_as_editors_do_is_seen(living: Daemon) -> None:
    key = living.push(URI, interval=20)["key"]
    until_version(living, key, 1)
    beside = living.source("living.py.swp", SOURCE.format(version=2))
    os.replace(beside, living.plugins / "python.d" / "living.py")
    until_version(living, key, 2)


def test_a_link_that_is_turned_to_another_release_is_seen(living: Daemon) -> None:
    folder = living.plugins / "python.d"
    for version in (1, 2):
        living.source(f"releases/{version}/linked.py", SOURCE.format(version=version))
    (folder / "current").symlink_to("releases/1")
    key = living.push("python:///current/linked.py/Living", interval=20)["key"]
    until_version(living, key, 1)
    (folder / "next").symlink_to("releases/2")
    os.replace(folder / "next", folder / "current")
    until_version(living, key, 2)


def test_a_once_has_the_saved_code_too(living: Daemon) -> None:
    assert living.once(URI)["version"] == 1
    save(living, 2)
    living.eventually(lambda: living.once(URI)["version"] == 2)


def test_every_source_of_the_file_is_renewed_and_no_other(living: Daemon) -> None:
    uris = [f"{URI}?", URI]
    keys = [living.push(uri, interval=20)["key"] for uri in uris]
    keys.append(living.push(URI, interval=20, isolated=True)["key"])
    other = living.push(living.seed_uri, interval=20)["key"]
    save(living, 2)
    for key in keys:
        until_version(living, key, 2)
    assert explain(living, other)["source"]["reloads"] == 0


def test_the_same_text_saved_again_costs_the_source_nothing(living: Daemon) -> None:
    key = living.push(URI, interval=20)["key"]
    until_version(living, key, 1)
    save(living, 1)
    living.source("marker.py", SOURCE.format(version=0))
    marker = living.push("python:///marker.py/Living", interval=20)["key"]
    until_version(living, marker, 0)
    living.source("marker.py", SOURCE.format(version=1))
    until_version(living, marker, 1)  # by then the other file has been looked at as well
    assert explain(living, key)["source"]["reloads"] == 0


def test_a_task_that_is_degraded_for_its_code_runs_as_soon_as_that_is_mended(daemon: Daemon) -> None:
    save(daemon, 1)
    key = daemon.push(URI, interval=20)["key"]
    until_version(daemon, key, 1)
    daemon.source("living.py", "1/0")
    daemon.kill()
    daemon.start()
    daemon.eventually(lambda: explain(daemon, key)["source"]["restarts"] >= 4)
    save(daemon, 2)
    until_version(daemon, key, 2)


def test_close_of_the_old_code_is_called_and_a_slow_one_does_not_hold_the_new_for_long(
    daemon: Daemon,
) -> None:
    slow = """
class Living:
    def next(self):
        return {{'version': {version}, 'closed': store.get('closed')}}
    def close(self):
        store.set('closed', {version})
        while True: pass
"""
    daemon.source("living.py", slow.format(version=1))
    key = daemon.push(URI, interval=20)["key"]
    assert until_version(daemon, key, 1)["closed"] is None
    daemon.source("living.py", slow.format(version=2))
    assert until_version(daemon, key, 2)["closed"] == 1
    assert explain(daemon, key)["source"]["reloads"] == 1


def until_replaced(daemon: Daemon, key: str, times: int) -> None:
    """So many runs more were ended by the next."""

    def replaced() -> int:
        skips = explain(daemon, key)["skips"]
        return sum(skip["count"] for skip in skips if "replaced" in skip["why"])

    before = replaced()
    daemon.eventually(lambda: replaced() >= before + times)


def test_a_source_that_is_replaced_all_the_time_runs_on_in_the_old_code_where_its_file_is_broken(
    daemon: Daemon,
) -> None:
    busy = "class Living:\n    def next(self):\n        while True: pass\n"
    daemon.source("living.py", busy)
    key = daemon.push(URI, interval=200, overlap="replace", timeout=60_000)["key"]
    until_replaced(daemon, key, 3)
    daemon.source("living.py", busy + "1/0\n")
    daemon.eventually(lambda: explain(daemon, key)["source"]["outdated"])
    until_replaced(daemon, key, 3)
    assert explain(daemon, key)["source"]["restarts"] == 0
    save(daemon, 2)
    until_version(daemon, key, 2)
    assert explain(daemon, key)["source"]["outdated"] == ""


def test_a_source_whose_own_code_loads_no_more_is_degraded_and_not_called_outdated(daemon: Daemon) -> None:
    daemon.source(
        "living.py",
        """
class Living:
    def __init__(self):
        if store.incr('made') > 1: raise ValueError('only once')
    def next(self):
        while True: pass
""",
    )
    key = daemon.push(URI, interval=20, timeout=50)["key"]
    source = daemon.eventually(lambda: (s := explain(daemon, key)["source"])["restarts"] > 1 and s)
    assert source["outdated"] == ""
    assert "only once" in explain(daemon, key)["why"]


def test_where_no_further_cell_may_live_the_code_is_swapped_all_the_same(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    save(daemon, 1)
    limits = daemon.folder / "limits.toml"
    limits.write_text("[limits]\ncells = 2\n")
    daemon.start("--config", str(limits))
    keys = [daemon.push(uri, interval=20)["key"] for uri in (URI, f"{URI}?")]
    for key in keys:
        until_version(daemon, key, 1)
    save(daemon, 2)
    for key in keys:
        until_version(daemon, key, 2)
