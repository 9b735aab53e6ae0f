"""A stranger's driver comes through the same door as ours, and costs nobody but its own tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.stranger.conftest import Install

SEED = """
class MyClass(object):
    def next(self):
        return {'some-field': 10}
"""
URI = "python:///file.py/MyClass"


def made(make_daemon: MakeDaemon) -> Daemon:
    daemon = make_daemon()
    daemon.source("file.py", SEED)
    return daemon


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def test_it_is_found_by_its_entry_point_and_runs_sources(make_daemon: MakeDaemon, install: Install) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key = daemon.push(URI, driver="volley", shots=3, pause=20)["key"]
    assert key.startswith("volley:")
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] >= 6 and found)
    assert said["figures"]["volleys"] >= 2
    assert said["arguments"] == {"shots": 3, "pause": 20}


def test_its_tasks_survive_a_kill(make_daemon: MakeDaemon, install: Install) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key = daemon.push(URI, driver="volley", shots=1, pause=20)["key"]
    daemon.kill()
    daemon.start()
    daemon.eventually(lambda: explain(daemon, key)["runs"])


def test_what_it_refuses_is_refused_in_its_own_words(make_daemon: MakeDaemon, install: Install) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    assert daemon.push(URI, driver="volley", shots=0)["error"] == "shots must be at least 1, not 0"
    assert "shots" in daemon.push(URI, driver="volley")["error"]
    assert "interval" in daemon.push(URI, driver="volley", shots=1, intervall=5)["error"]


def test_one_that_fails_at_the_start_refuses_its_push(make_daemon: MakeDaemon, install: Install) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    refused = daemon.push(URI, driver="volley", shots=1, fail="start")
    assert refused["code"] == "driver_error"
    assert "the driver volley failed: RuntimeError: the powder is wet" in refused["error"]
    assert daemon.ask("list")["tasks"] == []
    daemon.kill()
    daemon.start()
    assert daemon.ask("list")["tasks"] == []


def test_one_that_fails_later_is_shown_and_begins_anew(make_daemon: MakeDaemon, install: Install) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key = daemon.push(URI, driver="volley", shots=1, pause=10, fail="fire")["key"]
    said = daemon.eventually(lambda: (found := explain(daemon, key))["error"] and found)
    assert said["error"]["failure"]["code"] == "driver_error"
    assert "the barrel burst" in said["error"]["sentence"]
    daemon.eventually(lambda: daemon.log().count("the barrel burst") >= 3)
    assert daemon.once(URI) == {"some-field": 10}


def test_one_that_cannot_be_imported_costs_only_itself(make_daemon: MakeDaemon, install: Install) -> None:
    install("broken")
    daemon = made(make_daemon).start()
    assert "unknown driver 'broken'" in daemon.push(URI, driver="broken")["error"]
    assert "cocaine-driver-broken 0.1" in daemon.log()
    assert "its library is not there" in daemon.log()
    assert daemon.once(URI) == {"some-field": 10}


def test_one_whose_package_was_removed_has_its_tasks_listed_and_they_run_again_when_it_is_back(
    make_daemon: MakeDaemon, install: Install, monkeypatch: Any
) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key = daemon.push(URI, driver="volley", shots=1, pause=20)["key"]
    with monkeypatch.context() as without:
        without.delenv("PYTHONPATH")
        for _ in range(2):
            daemon.kill()
            daemon.start()
            (task,) = daemon.ask("list")["tasks"]
            assert (task["key"], task["state"], task["tokens"]) == (key, "degraded", ["tester"])
            assert task["error"].startswith("the driver volley is not installed\n")
            assert f"task {key} is kept, but cannot be started" in daemon.log()
        said = explain(daemon, key)
        assert "the driver volley is not installed" in said["why"]
        assert "or drop the task" in said["error"]["sentence"]
        assert daemon.push(URI, driver="volley", shots=1, pause=20)["code"] == "unknown_driver"
    daemon.kill()
    daemon.start()
    daemon.eventually(lambda: explain(daemon, key)["runs"])


@pytest.mark.parametrize("named", ["by its key", "as it was pushed", "with a default spelled out"])
def test_a_task_of_one_that_was_removed_can_be_dropped_by_who_pushed_it(
    make_daemon: MakeDaemon, install: Install, monkeypatch: Any, named: str
) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key, other = (daemon.push(URI, driver="volley", shots=shots, pause=20)["key"] for shots in (1, 2))
    with monkeypatch.context() as without:
        without.delenv("PYTHONPATH")
        daemon.kill()
        daemon.start()
        arguments = {"driver": "volley", "shots": 1, "pause": 20}
        if named == "with a default spelled out":
            arguments["fail"] = ""
        target, arguments = (key, {}) if named == "by its key" else (URI, arguments)
        assert daemon.ask("drop", {target: arguments}, "stranger")[target]["code"] == "access_denied"
        assert daemon.ask("drop", {target: arguments})[target] == {"status": "success"}
        assert [task["key"] for task in daemon.ask("list")["tasks"]] == [other]
        missing = {"driver": "volley", "shots": 3}
        assert daemon.ask("drop", {URI: missing})[URI]["code"] == "unknown_driver"
    daemon.kill()
    daemon.start()
    assert [task["key"] for task in daemon.ask("list")["tasks"]] == [other]


def test_a_task_of_one_that_was_removed_can_be_set_aside_and_resumed(
    make_daemon: MakeDaemon, install: Install, monkeypatch: Any
) -> None:
    install("driver")
    daemon = made(make_daemon).start()
    key = daemon.push(URI, driver="volley", shots=1, pause=20)["key"]
    with monkeypatch.context() as without:
        without.delenv("PYTHONPATH")
        daemon.kill()
        daemon.start()
        for action, state in (("quarantine", "quarantined"), ("resume", "degraded")):
            assert daemon.ask(action, {key: {}})[key] == {"status": "success", "keys": [key]}
            assert explain(daemon, key)["state"] == state


def test_one_that_takes_anothers_name_is_refused_with_both_distributions(
    make_daemon: MakeDaemon, install: Install
) -> None:
    install("rival")
    daemon = made(make_daemon).start(expect_ready=False)
    assert daemon.process.wait(30) == 1
    assert "cocaine-driver-rival 0.1 and cocained 0.1.0" in daemon.log()
