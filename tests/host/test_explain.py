"""The laws of explain: every run that was made, skipped or failed has its reason there (protocol.md, explain)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from cocaine_sdk.explanation import Explanation
from cocained.core.engines import Engines, World
from cocained.core.explaining import Explainer
from cocained.core.grants.grants import Grants
from cocained.core.limits import Allowances
from cocained.core.measured import MAX_REPLY
from cocained.core.runs import OVERLAP
from cocained.drivers import Drivers

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.host.conftest import Stage


def explain(daemon: Daemon, key: str) -> Explanation:
    return msgspec.convert(daemon.ask("explain", {key: {}})[key], Explanation)


def until(daemon: Daemon, key: str, law: Any) -> Explanation:
    found: Explanation = daemon.eventually(lambda: (said := explain(daemon, key)) and law(said) and said)
    return found


def test_runs_are_there_newest_first_with_their_times_and_outcomes(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=20, timeout=3000)["key"]
    said = until(daemon, key, lambda said: said.runs >= 5)
    assert (said.key, said.uri, said.driver) == (key, daemon.seed_uri, "auto")
    assert said.arguments == {"interval": 20, "timeout": 3000}
    assert (said.state, said.tokens, said.transient, said.failed) == ("running", ["tester"], False, 0)
    dues = [run.due for run in said.last_runs]
    assert dues == sorted(dues, reverse=True)
    assert all(run.outcome == "event" and run.began >= run.due - 0.002 for run in said.last_runs)
    assert all(0 < run.took < 3000 for run in said.last_runs)
    assert said.next_run is not None
    assert said.last_run is not None
    assert said.next_run > said.last_run
    assert said.source.capabilities == ["iterator"]
    assert len(said.source.code) == 64


def test_the_last_error_has_its_file_line_and_source_line(daemon: Daemon) -> None:
    daemon.source("flaky.py", "class Flaky:\n    def next(self):\n        return 1 / 0\n")
    key = daemon.push("python:///flaky.py/Flaky", interval=20)["key"]
    said = until(daemon, key, lambda said: said.failed)
    assert said.error is not None
    failure = said.error.failure
    assert (failure.code, failure.file, failure.line) == ("source_error", "flaky.py", 3)
    assert "return 1 / 0" in failure.text
    assert "flaky.py:3" in said.error.sentence
    assert said.last_runs[0].outcome == "failed"
    assert "ZeroDivisionError" in said.last_runs[0].error


def test_skips_are_there_with_their_reasons_and_counts(daemon: Daemon) -> None:
    daemon.source("hang.py", "class Hang:\n    def next(self):\n        while True: pass\n")
    key = daemon.push("python:///hang.py/Hang", interval=20, timeout=300)["key"]
    said = until(
        daemon,
        key,
        lambda said: said.timeouts and any(skip.why == OVERLAP and skip.count > 5 for skip in said.skips),
    )
    assert sum(skip.count for skip in said.skips) == said.skipped
    assert any(run.outcome == "timeout" for run in said.last_runs)
    until(daemon, key, lambda said: said.source.restarts)


def test_what_the_source_says_is_there(daemon: Daemon) -> None:
    daemon.source(
        "talk.py", "class Talk:\n    def next(self):\n        log.warning('hot')\n        print('cold')\n"
    )
    key = daemon.push("python:///talk.py/Talk", interval=20)["key"]
    said = until(daemon, key, lambda said: len(said.log) >= 2 and said.last_runs)
    assert {(line.level, line.message) for line in said.log} == {("warning", "hot"), ("info", "cold")}
    assert said.last_runs[0].outcome == "nothing"


def test_processor_time_and_memory_are_those_of_the_source_over_its_restarts(daemon: Daemon) -> None:
    daemon.source("busy.py", "class Busy:\n    def next(self):\n        while True: pass\n")
    key = daemon.push("python:///busy.py/Busy", interval=20, timeout=400)["key"]
    one = until(daemon, key, lambda said: said.source.restarts and said.source.cpu).source
    more = until(daemon, key, lambda said: said.source.restarts >= one.restarts + 2).source
    assert more.cpu >= one.cpu
    until(daemon, key, lambda said: said.source.cpu > more.cpu)


def test_a_degraded_task_says_why_no_run_is_made(daemon: Daemon) -> None:
    path = daemon.source("gone.py", "class Gone:\n    def next(self):\n        return {'here': True}\n")
    key = daemon.push("python:///gone.py/Gone", interval=20)["key"]
    daemon.kill()
    path.unlink()
    daemon.start()
    said = until(daemon, key, lambda said: said.state == "degraded")
    assert "no such source file" in said.why
    until(daemon, key, lambda said: any("degraded" in skip.why for skip in said.skips))


def test_a_reply_has_its_measure_however_often_a_task_is_named(daemon: Daemon) -> None:
    daemon.source(
        "wordy.py",
        """
        class Wordy:
            def next(self):
                for _ in range(20):
                    print('x' * 1000)
        """,
    )
    key = daemon.push("python:///wordy.py/Wordy", interval=3_600_000)["key"]
    daemon.once("python:///wordy.py/Wordy")
    said = until(daemon, key, lambda said: len(said.log) == 20)
    assert 1000 * sum(len(line.message) for line in said.log) > MAX_REPLY
    body = {"version": 2, "token": "t", "action": "explain", "targets": {key: [{}] * 1000}}
    with daemon.socket() as sock:
        sock.send_json(body)
        reply = sock.recv()
    assert MAX_REPLY / 2 < len(reply) < MAX_REPLY + (1 << 20)
    results = json.loads(reply)[key]
    assert len(results) == 1000
    assert results[0]["key"] == key
    assert results[-1] == {"error": results[-1]["error"], "code": "overloaded"}
    assert explain(daemon, key).key == key


@pytest.mark.parametrize("figures", [{"odd": object()}, {"odd": "\ud800"}])
async def test_figures_that_json_cannot_say_are_named_and_cost_nothing_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, figures: dict[Any, Any]
) -> None:
    engines = Engines(World(stage.cells, stage.storage, stage.around, 600.0, Allowances()), Drivers())
    thread = stage.thread()
    await thread.open()
    task = stage.task(thread)
    engines.adopt(task, engines.engine(task.record.uri))
    monkeypatch.setattr(stage.driver, "describe", lambda: figures)
    said = msgspec.json.decode(Explainer(engines, Grants(), stage.clock).explain(task.key), type=Explanation)
    assert said.state == "running"
    assert said.figures["error"].startswith("the driver held tells figures that JSON cannot say: ")


@pytest.mark.parametrize("key", ["auto:0", "", "python:///file.py/MyClass", "\u202e"])
def test_a_task_that_is_not_there_is_an_error(steady_daemon: Daemon, key: str) -> None:
    assert steady_daemon.ask("explain", {key: {}})[key]["code"] == "driver_not_active"


def test_several_drivers_of_one_source_are_one_push_and_each_is_explained(daemon: Daemon) -> None:
    daemon.source(
        "all.py",
        """
        import time
        class All:
            def next(self):
                return {'ran': True}
            def process(self, data):
                return {'data': data.decode()}
            def reschedule(self):
                return time.time() + 0.02
        """,
    )
    uri = "python:///all.py/All"
    wanted = [
        {"driver": "auto", "interval": 20},
        {"driver": "manual"},
        {"driver": "cron", "expression": "* * * * *"},
        {"driver": "fs", "path": str(daemon.folder)},
        {"driver": "zeromq", "endpoint": f"ipc://{daemon.folder}/in"},
        {"driver": "once"},
    ]
    results = daemon.ask("push", {uri: wanted})[uri]
    assert results[-1] == {"ran": True}
    keys = [result["key"] for result in results[:-1]]
    assert [key.partition(":")[0] for key in keys] == ["auto", "manual", "cron", "fs", "zeromq"]
    for key in keys:
        assert explain(daemon, key).state == "running"
    assert daemon.ask("stats")["threads"]["alive"] == 1
    until(daemon, keys[1], lambda said: said.runs > 3)


def test_an_isolated_thread_is_joined_by_other_drivers(daemon: Daemon) -> None:
    daemon.source(
        "n.py",
        "class N:\n    n = 0\n    def next(self):\n        self.n += 1\n        return {'n': self.n}\n",
    )
    uri = "python:///n.py/N"
    own = daemon.push(uri, interval=3_600_000, isolated=True)
    joined = daemon.push(uri, driver="cron", expression="0 0 1 1 *", thread=own["thread"])
    assert joined["thread"] == own["thread"]
    assert [daemon.once(uri, thread=own["thread"])["n"] for _ in range(2)] == [1, 2]
    assert daemon.once(uri)["n"] == 1
