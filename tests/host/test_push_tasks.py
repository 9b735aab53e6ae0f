"""What a push starts, and what it joins (protocol.md §2, push; seed, Планирование)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

COUNTER = """
class Counter:
    n = 0
    def next(self):
        self.n += 1
        return {"n": self.n}
"""
URI = "python:///counter.py/Counter"
SLOW = 3_600_000
"""An interval that does not come in a test."""


@pytest.fixture
def counting(daemon: Daemon) -> Daemon:
    daemon.source("counter.py", COUNTER)
    return daemon


def tasks(daemon: Daemon) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = daemon.ask("list")["tasks"]
    return found


def test_a_push_gives_a_key_of_the_driver_and_a_digest(counting: Daemon) -> None:
    assert re.fullmatch(r"auto:[0-9a-f]{32}", counting.push(URI, interval=SLOW)["key"])


def test_equal_requests_get_the_equal_key_and_one_task(counting: Daemon) -> None:
    plain = counting.push(URI, interval=SLOW)
    spelled = counting.push(
        URI, driver="auto", interval=float(SLOW), isolated=False, transient=False, timeout=5000, thread=None
    )
    assert plain == spelled
    assert len(tasks(counting)) == 1


def test_whatever_decides_what_runs_and_when_is_in_the_key(counting: Daemon) -> None:
    keys = [
        counting.push(URI, interval=SLOW)["key"],
        counting.push(URI, interval=SLOW + 1)["key"],
        counting.push(URI, interval=SLOW, timeout=1000)["key"],
        counting.push(URI, interval=SLOW, isolated=True)["key"],
        counting.push(URI, interval=SLOW, isolated=True)["key"],
        counting.push(counting.seed_uri, interval=SLOW)["key"],
    ]
    assert len(set(keys)) == len(keys) == len(tasks(counting))


def test_the_key_is_the_same_on_every_daemon(counting: Daemon, make_daemon: Any) -> None:
    other = make_daemon()
    other.source("counter.py", COUNTER)
    other.start()
    assert counting.push(URI, interval=SLOW, token="a") == other.push(
        URI, interval=SLOW, token="b", transient=True
    )


def test_tasks_of_one_source_share_its_state_and_once_does_too(counting: Daemon) -> None:
    key = counting.push(URI, interval=10)["key"]
    counting.push(URI, interval=SLOW)
    with counting.subscribe(key) as sub:
        sub.recv_multipart()
    first = counting.once(URI)["n"]
    assert first > 1
    assert counting.once(URI)["n"] > first
    assert counting.ask("stats")["threads"]["alive"] == 1


def test_an_isolated_task_has_a_thread_and_a_state_of_its_own(counting: Daemon) -> None:
    assert [counting.once(URI)["n"] for _ in range(3)] == [1, 2, 3]
    own = counting.push(URI, interval=SLOW, isolated=True)
    assert set(own) == {"key", "thread"}
    assert counting.once(URI, thread=own["thread"]) == {"n": 1}
    assert counting.once(URI) == {"n": 4}


def test_a_thread_is_joined_by_its_name(counting: Daemon) -> None:
    own = counting.push(URI, interval=SLOW, isolated=True)
    joined = counting.push(URI, interval=SLOW + 1, thread=own["thread"])
    assert joined["thread"] == own["thread"]
    assert joined["key"] != own["key"]
    assert counting.push(URI, interval=SLOW, thread=own["thread"]) == own
    assert counting.push(URI, interval=SLOW, isolated=True, thread=own["thread"]) == own
    assert [counting.once(URI, thread=own["thread"])["n"] for _ in range(2)] == [1, 2]
    assert counting.ask("stats")["threads"]["alive"] == 1


def test_a_thread_belongs_to_its_source(counting: Daemon) -> None:
    own = counting.push(URI, interval=SLOW, isolated=True)
    assert counting.push(counting.seed_uri, interval=SLOW, thread=own["thread"])["code"] == "unknown_thread"
    assert counting.ask("stats")["engines"]["alive"] == [URI]


def test_an_isolated_once_leaves_no_thread(counting: Daemon) -> None:
    assert [counting.once(URI, isolated=True) for _ in range(2)] == [{"n": 1}, {"n": 1}]
    counting.eventually(lambda: counting.ask("stats")["cells"]["alive"] == 0)
    assert counting.ask("stats")["engines"] == {"total": 2, "alive": []}


def test_several_drivers_in_a_list_get_a_list(counting: Daemon) -> None:
    arguments = [
        {"interval": SLOW},
        {"driver": "once"},
        {"interval": 0},
        {"interval": SLOW, "isolated": True},
        5,
    ]
    auto, once, refused, isolated, none = counting.ask("push", {URI: arguments})[URI]
    assert auto == counting.push(URI, interval=SLOW)
    assert once == {"n": 1}
    assert (refused["code"], none["code"]) == ("missing_argument", "bad_argument")
    assert set(isolated) == {"key", "thread"}
    assert counting.ask("push", {URI: []})[URI] == []


def test_one_failing_target_of_many_costs_only_itself(counting: Daemon) -> None:
    targets: dict[str, Any] = {f"{counting.seed_uri}{number}": {"driver": "once"} for number in range(30)}
    targets["python:///missing.py/X"] = {"driver": "once"}
    targets["gopher://x"] = {"driver": "once"}
    reply = counting.ask("push", targets)
    assert reply.pop("python:///missing.py/X")["code"] == "missing_file"
    assert reply.pop("gopher://x")["code"] == "unknown_scheme"
    assert isinstance(reply.pop("hostname"), str)
    assert [result["some-field"] for result in reply.values()] == [10] * 30


def test_push_is_the_action_where_none_is_named(counting: Daemon) -> None:
    reply = counting.attempt(
        b'{"version": 2, "token": "t", "targets": {"%b": {"driver": "once"}}}' % URI.encode()
    )
    assert reply[URI] == {"n": 1}


def test_a_transient_task_is_listed_as_such_and_a_lasting_wish_makes_it_last(counting: Daemon) -> None:
    key = counting.push(URI, interval=SLOW, transient=True)["key"]
    (task,) = tasks(counting)
    assert (task["key"], task["transient"], task["tokens"]) == (key, True, ["tester"])
    assert counting.push(URI, interval=SLOW)["key"] == key
    (task,) = tasks(counting)
    assert (task["transient"], task["tokens"]) == (False, ["tester"])


def test_a_source_that_ends_is_exhausted_once_and_for_all_its_tasks(counting: Daemon) -> None:
    counting.source("end.py", "def End():\n    yield {'n': 1}\n    yield {'n': 2}\n")
    uri = "python:///end.py/End"
    key = counting.push(uri, interval=5)["key"]
    other = counting.push(uri, interval=6)["key"]

    def states() -> dict[str, str]:
        return {task["key"]: task["state"] for task in tasks(counting)}

    counting.eventually(lambda: states() == {key: "exhausted", other: "exhausted"})
    counting.eventually(lambda: counting.ask("stats")["cells"]["alive"] == 0)
    assert {task["next_run"] for task in tasks(counting)} == {None}
    pasts = [counting.ask("past", {each: {}})[each] for each in (key, other)]
    numbers = [entry["event"]["n"] for past in pasts if isinstance(past, list) for entry in past]
    assert sorted(numbers) == [1, 2]


def test_an_exhausted_task_is_not_started_again_by_a_restart_but_by_a_push(counting: Daemon) -> None:
    counting.source("end.py", "def End():\n    yield {'n': 1}\n")
    uri = "python:///end.py/End"
    key = counting.push(uri, interval=5)["key"]
    counting.eventually(lambda: tasks(counting)[0]["state"] == "exhausted")
    counting.stop()
    counting.start()
    assert [(task["key"], task["state"], task["runs"]) for task in tasks(counting)] == [(key, "exhausted", 0)]
    with counting.subscribe(key) as sub:
        assert counting.push(uri, interval=5)["key"] == key
        assert sub.recv_multipart()[1] == b"1"


def test_an_exhausted_isolated_task_is_begun_anew_by_a_push_with_its_thread(counting: Daemon) -> None:
    counting.source("end.py", "def End():\n    yield {'n': 1}\n")
    uri = "python:///end.py/End"
    own = counting.push(uri, interval=SLOW, isolated=True)
    for _ in range(2):
        assert counting.once(uri, thread=own["thread"]) == {"n": 1}
        assert counting.once(uri, thread=own["thread"])["code"] == "exhausted"
        assert [task["state"] for task in tasks(counting)] == ["exhausted"]
        assert counting.push(uri, interval=SLOW, thread=own["thread"]) == own
        assert [task["state"] for task in tasks(counting)] == ["running"]
    counting.ask("drop", {own["key"]: {}})
    counting.once(uri, thread=own["thread"])
    counting.once(uri, thread=own["thread"])  # its end: nobody has the name any more
    assert counting.push(uri, interval=SLOW, thread=own["thread"])["code"] == "unknown_thread"


def test_a_once_on_an_exhausted_source_says_so_and_the_next_begins_anew(counting: Daemon) -> None:
    counting.source("end.py", "def End():\n    yield {'n': 1}\n")
    answers = [counting.once("python:///end.py/End") for _ in range(3)]
    assert answers[0] == answers[2] == {"n": 1}
    assert answers[1] == {"error": "the source is exhausted: it has no more events", "code": "exhausted"}


@pytest.mark.parametrize("isolated", [False, True])
def test_a_thread_that_nobody_wants_ends_after_the_idle_time(make_daemon: Any, isolated: bool) -> None:
    daemon = make_daemon()
    config = daemon.folder / "cocained.toml"
    config.write_text("idle_timeout = 600")
    daemon.source("counter.py", COUNTER)
    daemon.start("--config", str(config))
    own = daemon.push(URI, interval=SLOW, isolated=isolated)
    thread = {"thread": own["thread"]} if isolated else {}
    assert daemon.once(URI, **thread) == {"n": 1}
    assert daemon.ask("drop", {own["key"]: {}})[own["key"]] == {"status": "success"}
    assert daemon.once(URI, **thread) == {"n": 2}
    config.write_text("idle_timeout = 0.05")
    assert daemon.ask("reload")["status"] == "success"
    daemon.eventually(lambda: daemon.ask("stats")["engines"]["alive"] == [])
    daemon.eventually(lambda: daemon.ask("stats")["cells"]["alive"] == 0)
    assert daemon.ask("stats")["threads"] == {"total": 1, "alive": 0}


def test_a_thread_with_a_task_lives_on_past_the_idle_time(make_daemon: Any) -> None:
    daemon = make_daemon("--idle-timeout", "0.05")
    daemon.source("counter.py", COUNTER)
    daemon.start()
    key = daemon.push(URI, interval=20)["key"]
    with daemon.subscribe(key) as sub:
        values = [int(sub.recv_multipart()[1]) for _ in range(20)]
    assert values == list(range(values[0], values[0] + 20))
