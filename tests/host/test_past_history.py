"""The history of a key (seed, История; protocol.md §2, past)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import Raw

from cocained.core.contracts import EventFields
from cocained.core.events import FORGOTTEN_BYTES

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.host.conftest import Stage

COUNTER = """
class Counter:
    n = 0
    def next(self):
        self.n += 1
        return {"n": self.n} if self.n <= 7 else None
"""
URI = "python:///counter.py/Counter"


def test_the_histories_of_dropped_tasks_are_bounded_in_bytes_and_the_longest_dropped_go_first(
    stage: Stage,
) -> None:
    large = EventFields({"x": Raw(b"1")}, b'{"x":1' + (1 << 20) * b" " + b"}")
    keys = [f"auto:{number}" for number in range(100)]
    for key in keys:
        stage.events.pushed(key, URI)
        stage.events.emit(key, large)
    assert stage.events.keys_of(URI) == keys
    for key in keys:
        stage.events.dropped(key)
    held = stage.events.keys_of(URI)
    assert held == keys[-len(held) :]
    assert FORGOTTEN_BYTES - len(large.json) < len(held) * len(large.json) <= FORGOTTEN_BYTES
    stage.events.pushed(held[0], URI)  # one that is there again is not among them
    for key in ("auto:one", "auto:more"):
        stage.events.pushed(key, URI)
        stage.events.emit(key, large)
        stage.events.dropped(key)
    assert stage.events.keys_of(URI) == [held[0], *held[2:], "auto:one", "auto:more"]


@pytest.fixture
def seven(make_daemon: Callable[..., Daemon]) -> tuple[Daemon, str]:
    """A daemon that remembers five events, and a key with seven."""
    daemon = make_daemon("--history-depth", "5")
    daemon.source("counter.py", COUNTER)
    daemon.start()
    key = daemon.push(URI, interval=5)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["runs"] > 7)
    return daemon, key


def past(daemon: Daemon, key: str, arguments: Any) -> Any:
    return daemon.ask("past", {key: arguments})[key]


def test_the_last_events_come_newest_first_with_their_numbers_and_times(seven: tuple[Daemon, str]) -> None:
    entries = past(*seven, {})
    assert [(entry["seq"], entry["event"]) for entry in entries] == [(n, {"n": n}) for n in (7, 6, 5, 4, 3)]
    times = [entry["timestamp"] for entry in entries]
    assert times == sorted(times, reverse=True) == [round(time, 3) for time in times]
    assert {frozenset(entry) for entry in entries} == {frozenset(("seq", "timestamp", "event", "code"))}


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ({"depth": 2}, [7, 6]),
        ({"depth": 1}, [7]),
        ({"depth": 0}, []),
        ({"depth": -1}, []),
        ({"depth": 1000}, [7, 6, 5, 4, 3]),
        ({"depth": None}, [7, 6, 5, 4, 3]),
        ({"since": 5}, [7, 6]),
        ({"since": 7}, []),
        ({"since": 1}, [7, 6, 5, 4, 3]),
        ({"since": -5, "depth": 3}, [7, 6, 5]),
        ({"since": 3, "depth": 2}, [7, 6]),
    ],
)
def test_depth_and_since_say_how_much_of_it(
    seven: tuple[Daemon, str], arguments: dict[str, Any], numbers: list[int]
) -> None:
    assert [entry["seq"] for entry in past(*seven, arguments)] == numbers


def test_a_key_that_was_never_seen_has_no_past(seven: tuple[Daemon, str]) -> None:
    daemon, key = seven
    reply = daemon.ask("past", {"auto:unknown": {}, key: {"depth": 1}})
    assert reply["auto:unknown"] == {
        "error": "the past is empty: the daemon remembers no event of auto:unknown",
        "code": "past_empty",
    }
    assert reply[key][0]["seq"] == 7


def test_the_past_of_a_source_is_that_of_each_of_its_tasks_those_that_were_dropped_too(
    seven: tuple[Daemon, str],
) -> None:
    daemon, key = seven
    daemon.push("python:///counter.py/Counter?other=1", interval=5)
    other = daemon.push(URI, interval=6)["key"]
    assert set(past(daemon, URI, {})) == {key}  # the other has no event yet: its source says no more
    daemon.ask("drop", {key: {}, other: {}})
    assert [entry["seq"] for entry in past(daemon, URI, {"depth": 2})[key]] == [7, 6]
    nothing = past(daemon, "python:///counter.py/Nobody", {})
    assert nothing["code"] == "past_empty"
    assert "python:///counter.py/Nobody" in nothing["error"]


@pytest.mark.parametrize(
    "arguments", [{"depth": "five"}, {"depth": 1.5}, {"since": "yesterday"}, [{}, 5], 5, None]
)
def test_arguments_that_make_no_sense_are_refused(seven: tuple[Daemon, str], arguments: Any) -> None:
    result = past(*seven, arguments)
    assert (result[1] if isinstance(arguments, list) else result)["code"] == "bad_argument"


def test_a_run_that_failed_is_part_of_the_history(daemon: Daemon) -> None:
    daemon.source("fail.py", "class Fail:\n    def next(self):\n        raise ValueError('no')\n")
    key = daemon.push("python:///fail.py/Fail", interval=5)["key"]
    entries = daemon.eventually(lambda: [e for e in past(daemon, key, {}) if isinstance(e, dict)])
    assert set(entries[0]["event"]) == {"error"}
    assert "ValueError: no" in entries[0]["event"]["error"]


def test_a_reply_never_holds_more_history_than_its_measure(make_daemon: Callable[..., Daemon]) -> None:
    daemon = make_daemon("--history-depth", "40")
    daemon.source("big.py", "class Big:\n    def next(self):\n        return 'x' * 900_000\n")
    daemon.start()
    key = daemon.push("python:///big.py/Big", interval=1)["key"]
    daemon.eventually(lambda: daemon.ask("stats")["events"]["total"] >= 40)
    assert daemon.ask("drop", {key: {}})[key] == {"status": "success"}
    result = past(daemon, key, {})
    assert result["code"] == "overloaded"
    assert "ask for less depth" in result["error"]
    assert len(past(daemon, key, {"depth": 5})) == 5
