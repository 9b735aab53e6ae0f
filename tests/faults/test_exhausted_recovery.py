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
