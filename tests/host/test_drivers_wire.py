"""Manual, overlap and missed, from the push to the event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

PLANNED = """
import time
class Planned:
    def __init__(self, what='pause'):
        self.what = what
        self.said = time.time()
    def next(self):
        return {'planned': self.said, 'now': time.time()}
    def reschedule(self):
        self.said = {'pause': time.time() + 0.05, 'past': 0, 'precise': 1795600000.123456 + 1e9}[self.what]
        return self.said
"""
URI = "python:///planned.py/Planned"


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def past(daemon: Daemon, key: str) -> list[dict[str, Any]]:
    found = daemon.ask("past", {key: {}})[key]
    return [entry["event"] for entry in found] if isinstance(found, list) else []


def test_a_source_is_run_when_it_said_and_not_before(daemon: Daemon) -> None:
    daemon.source("planned.py", PLANNED)
    key = daemon.push(URI, driver="manual")["key"]
    assert key.startswith("manual:")
    events = daemon.eventually(lambda: len(found := past(daemon, key)) >= 4 and found)
    assert all(event["now"] >= event["planned"] for event in events)


def test_the_time_that_it_said_is_kept_to_the_microsecond(daemon: Daemon) -> None:
    daemon.source("planned.py", PLANNED)
    key = daemon.push(f"{URI}?what=precise", driver="manual")["key"]
    said = daemon.eventually(lambda: explain(daemon, key)["next_run"])
    assert said == pytest.approx(2795600000.123456, abs=1e-6)


def test_a_source_whose_times_are_always_past_is_run_again_and_again(daemon: Daemon) -> None:
    daemon.source("planned.py", PLANNED)
    key = daemon.push(f"{URI}?what=past", driver="manual")["key"]
    events = daemon.eventually(lambda: len(found := past(daemon, key)) >= 4 and found)
    assert {event["planned"] for event in events} == {0}


@pytest.mark.parametrize("said", ["'soon'", "None", "float('nan')", "float('inf')", "True", "[1]", "1/0"])
def test_a_time_that_is_none_is_an_error_that_is_shown_and_the_source_is_asked_again(
    daemon: Daemon, said: str
) -> None:
    daemon.source(
        "odd.py",
        f"""
        class Odd:
            asked = 0
            def next(self):
                return {{'asked': self.asked}}
            def reschedule(self):
                self.asked += 1
                return {said} if self.asked < 3 else 0
        """,
    )
    key = daemon.push("python:///odd.py/Odd", driver="manual")["key"]
    error = daemon.eventually(lambda: explain(daemon, key)["error"])
    assert error["failure"]["code"] == "source_error"
    assert daemon.eventually(lambda: past(daemon, key) and past(daemon, key)[0].get("asked")) >= 3


def test_a_source_that_lacks_a_method_is_refused_in_the_seeds_words_that_name_it(daemon: Daemon) -> None:
    assert daemon.push(daemon.seed_uri, driver="manual")["error"] == (
        "source doesn't support manual scheduling: the driver manual needs its method reschedule()"
    )
    daemon.source("late.py", "class Late:\n    def reschedule(self):\n        return 0\n")
    assert daemon.push("python:///late.py/Late", driver="manual")["error"] == (
        "source doesn't support iteration: the driver manual needs its method __next__()"
    )
    assert daemon.push(daemon.seed_uri, driver="zeromq", endpoint=f"ipc://{daemon.folder}/x")["error"] == (
        "source doesn't support message processing: the driver zeromq needs its method process(data)"
    )


SLOW = """
class Slow:
    def __init__(self):
        self.number = store.incr('instances')
    def next(self):
        run = store.incr('runs')
        while run == 1: pass
        return {'run': run, 'instance': self.number}
"""


def test_with_replace_the_running_one_is_killed_and_the_next_is_made(daemon: Daemon) -> None:
    daemon.source("slow.py", SLOW)
    key = daemon.push("python:///slow.py/Slow", interval=150, overlap="replace", timeout=86_400_000)["key"]
    events = daemon.eventually(lambda: past(daemon, key))
    assert events[-1]["run"] >= 2
    assert events[-1]["instance"] >= 2
    said = explain(daemon, key)
    assert any("replaced" in skip["why"] for skip in said["skips"])
    assert (said["failed"], said["source"]["restarts"]) == (0, 0)


def test_with_queue_one_run_waits_for_the_one_that_goes_on(daemon: Daemon) -> None:
    daemon.source("slow.py", SLOW)
    key = daemon.push("python:///slow.py/Slow", interval=50, overlap="queue", timeout=400)["key"]
    events = daemon.eventually(lambda: [event for event in past(daemon, key) if "run" in event])
    assert events[-1]["run"] == 2
    daemon.eventually(
        lambda: any("another one waited" in skip["why"] for skip in explain(daemon, key)["skips"])
    )


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"interval": 1000, "overlap": "later"}, "overlap"),
        ({"interval": 1000, "missed": 5}, "missed"),
        ({"interval": 1000, "jitter": -1}, "jitter"),
        ({"interval": 1000, "align": "yes"}, "align"),
        ({"driver": "cron", "expression": "* * *"}, "expression"),
        ({"driver": "cron"}, "no expression specified"),
        ({"driver": "cron", "expression": ""}, "no expression specified: it is empty"),
        ({"driver": "cron", "expression": "* * * * *", "timezone": "Mars"}, "timezone"),
        ({"driver": "fs"}, "no path specified"),
        ({"driver": "fs", "path": ""}, "no path specified: it is empty"),
        ({"driver": "fs", "path": "relative"}, "path"),
        ({"driver": "zeromq"}, "no endpoint specified"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused_by_name(
    steady_daemon: Daemon, arguments: dict[str, Any], word: str
) -> None:
    refused = steady_daemon.push(steady_daemon.seed_uri, **arguments)
    assert word in refused["error"]
    assert steady_daemon.ask("list")["tasks"] == []
