"""A task whose source has come to its end is kept as that, and keeps nothing alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import MakeDaemon

URI = "python:///few.py/few"


def test_an_exhausted_task_that_was_recovered_holds_no_thread(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("--idle-timeout", "0.1")
    daemon.source("few.py", "def few():\n    yield 1\n")
    daemon.start()
    key = daemon.push(URI, interval=10)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["state"] == "exhausted")
    daemon.stop()
    daemon.start()
    assert daemon.once(URI) == {"result": 1}
    daemon.eventually(lambda: daemon.ask("stats")["cells"]["alive"] == 0)
    assert [task["state"] for task in daemon.ask("list")["tasks"]] == ["exhausted"]
    assert daemon.ask("drop", {key: {}})[key] == {"status": "success"}
    assert daemon.ask("stats")["engines"]["alive"] == []


def test_all_tasks_of_a_thread_end_with_its_source_whenever_each_would_be_due(
    make_daemon: MakeDaemon,
) -> None:
    daemon = make_daemon()
    daemon.source("few.py", "def few():\n    yield 1\n")
    daemon.start()
    daemon.push(URI, interval=3_600_000)
    daemon.push(URI, interval=10)

    def states() -> list[str]:
        return [task["state"] for task in daemon.ask("list")["tasks"]]

    daemon.eventually(lambda: states() == ["exhausted"] * 2)
    daemon.kill()
    daemon.start()
    assert states() == ["exhausted"] * 2


def test_a_once_that_meets_the_end_ends_the_tasks_of_the_thread_too(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    daemon.source("few.py", "def few():\n    yield 1\n")
    daemon.start()
    daemon.push(URI, interval=3_600_000)
    assert daemon.once(URI) == {"result": 1}
    assert daemon.once(URI)["code"] == "exhausted"
    assert [task["state"] for task in daemon.ask("list")["tasks"]] == ["exhausted"]
    assert daemon.once(URI) == {"result": 1}  # on a thread of its own


def test_a_push_that_begins_an_exhausted_task_anew_keeps_whoever_wanted_it(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    daemon.source("few.py", "def few():\n    yield 1\n")
    daemon.start()
    key = daemon.push(URI, token="first", interval=10)["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["state"] == "exhausted")
    assert daemon.push(URI, token="second", interval=10)["key"] == key
    daemon.kill()
    daemon.start()
    assert daemon.ask("list")["tasks"][0]["tokens"] == ["first", "second"]
