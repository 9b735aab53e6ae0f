"""Limits by pattern in a real daemon: what each of them does to a source, and to none but that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

TAKE = """
def take(mebibytes):
    return {'size': len('x' * (int(mebibytes) << 20))}
"""
HEAP = """
function take({ mebibytes }) {
  const all = [];
  for (let i = 0; i < Number(mebibytes); i++) all.push(new Array(262144).fill(i));
  return { size: all.length };
}
"""
BURN = """
import time

def burn(seconds):
    until = time.process_time() + float(seconds)
    while time.process_time() < until:
        pass
    return {'burnt': seconds}
"""
BURN_JS = """
function burn() {
  let x = 0;
  for (let i = 0; i < 2e8; i++) x = (x * 31 + i) | 0;
  return { x };
}
"""
KEEP = """
def keep(size):
    store.set('a', 'x' * int(size))
    return {'kept': size}
"""
ECHO = """
class Echo:
    def process(self, data):
        return {'data': data.decode()}
"""
HANG = "def hang(n):\n    while True:\n        pass\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cocained.toml"


@pytest.fixture
def daemon(make_daemon: MakeDaemon, file: Path) -> Daemon:
    """Not started yet; with that file."""
    made = make_daemon("--config", str(file))
    texts = {
        "take.py": TAKE,
        "burn.py": BURN,
        "keep.py": KEEP,
        "echo.py": ECHO,
        "hang.py": HANG,
        "other.py": TAKE,
    }
    for name, text in texts.items():
        made.source(name, text)
    folder = made.plugins / "javascript.d"
    folder.mkdir()
    for name, text in {"take.js": HEAP, "other.js": HEAP, "burn.js": BURN_JS}.items():
        (folder / name).write_text(text)
    return made


def limit(source: str, **limits: float) -> str:
    lines = [f"{kind} = {value}" for kind, value in limits.items()]
    return "\n".join(["[[limit]]", f'source = "{source}"', *lines, ""])


def once(daemon: Daemon, uri: str, **arguments: Any) -> Any:
    """With all the time that a busy machine may take."""
    return daemon.once(uri, timeout=60_000, **arguments)


def explained(daemon: Daemon, key: str) -> Any:
    return daemon.ask("explain", {key: {}})[key]


def skips(daemon: Daemon, key: str) -> dict[str, int]:
    return {skip["why"]: skip["count"] for skip in explained(daemon, key)["skips"]}


def test_a_cell_has_the_memory_of_its_pattern_and_its_failure_names_the_key(
    daemon: Daemon, file: Path
) -> None:
    file.write_text(limit("python:///take.py/*", memory=32 << 20))
    daemon.start()
    refused = once(daemon, "python:///take.py/take?mebibytes=48")
    assert refused["code"] == "out_of_memory"
    assert "needs more memory than the 32 MiB that a cell may hold" in refused["error"]
    assert "raise [[limit]] memory of python:///take.py/*" in refused["error"]
    assert once(daemon, "python:///other.py/take?mebibytes=48") == {"size": 48 << 20}


def test_a_cell_may_have_more_memory_by_its_pattern_than_all_others(daemon: Daemon, file: Path) -> None:
    file.write_text("[limits]\nmemory = 33554432\n" + limit("python:///take.py/*", memory=64 << 20))
    daemon.start()
    assert once(daemon, "python:///take.py/take?mebibytes=48") == {"size": 48 << 20}
    refused = once(daemon, "python:///other.py/take?mebibytes=48")
    assert "raise [limits] memory" in refused["error"]


def test_the_heap_of_javascript_follows(daemon: Daemon, file: Path) -> None:
    file.write_text(limit("javascript:///take.js/*", memory=64 << 20))
    daemon.start()
    refused = once(daemon, "javascript:///take.js/take?mebibytes=24")
    assert (refused["code"], "16 MiB" in refused["error"]) == ("out_of_memory", True)
    assert "raise [[limit]] memory of javascript:///take.js/*" in refused["error"]
    assert once(daemon, "javascript:///other.js/take?mebibytes=24") == {"size": 24}


@pytest.mark.parametrize("uri", ["python:///burn.py/burn?seconds=0.3", "javascript:///burn.js/burn"])
def test_a_source_that_used_up_its_share_is_refused_and_skipped_and_its_neighbour_is_not(
    daemon: Daemon, file: Path, uri: str
) -> None:
    file.write_text(limit(uri, cpu=0.001))
    daemon.start()
    assert "code" not in once(daemon, uri)
    refused = once(daemon, uri)
    assert refused["code"] == "cpu_share"
    assert f"raise [[limit]] cpu of {uri}" in refused["error"]
    key = daemon.push(uri, interval=20)["key"]
    why = "the source had used more than its share of the processor ([[limit]] cpu)"
    daemon.eventually(lambda: skips(daemon, key).get(why, 0) > 2)
    task = explained(daemon, key)
    assert task["runs"] == 0
    assert task["why"].startswith("no run is made for another ")
    assert task["limits"]["cpu"] == 0.001
    other = "python:///burn.py/burn?seconds=0.2"
    assert [once(daemon, other) for _ in range(3)] == [{"burnt": "0.2"}] * 3


def test_a_run_has_no_more_time_than_the_limit_and_whoever_asked_for_more_is_told(
    daemon: Daemon, file: Path
) -> None:
    uri = "python:///hang.py/hang?n=1"
    file.write_text(limit(uri, timeout=0.2))
    daemon.start()
    assert daemon.push(uri, interval=20, timeout=60_000)["timeout"] == 200
    assert "timeout" not in daemon.push(uri, interval=30, timeout=100)
    failed = once(daemon, uri)
    assert failed["code"] == "timeout"
    assert "longer than its 200 ms" in failed["error"]
    assert f"raise [[limit]] timeout of {uri}" in failed["error"]


def test_a_task_that_was_durable_before_the_limit_goes_on_under_it(daemon: Daemon, file: Path) -> None:
    uri = "python:///hang.py/hang?n=1"
    file.write_text("")
    daemon.start()
    key = daemon.push(uri, interval=50, timeout=60_000)["key"]
    daemon.kill()
    file.write_text(limit(uri, timeout=0.2))
    daemon.start()
    daemon.eventually(lambda: explained(daemon, key)["timeouts"] > 0)
    assert explained(daemon, key)["arguments"] == {"interval": 50.0, "timeout": 60_000.0}


def test_data_of_zeromq_waits_for_the_rate_of_its_source_and_none_of_it_is_lost(
    daemon: Daemon, file: Path
) -> None:
    uri = "python:///echo.py/Echo"
    file.write_text(limit(uri, events=4))
    daemon.start()
    endpoint = f"ipc://{daemon.folder}/pull"
    key = daemon.push(uri, driver="zeromq", endpoint=endpoint)["key"]
    with zmq.Context() as context, context.socket(zmq.PUSH) as push:
        push.connect(endpoint)
        for number in range(12):
            push.send(b"%d" % number)
        daemon.eventually(lambda: explained(daemon, key)["figures"]["handled"] == 12)
    task = explained(daemon, key)
    assert (task["runs"], task["failed"], task["skipped"]) == (12, 0, 0)
    past = daemon.ask("past", {key: {}})[key]
    assert [entry["event"]["data"] for entry in past] == [str(n) for n in range(11, 1, -1)]
    assert past[0]["timestamp"] - past[-1]["timestamp"] > 1.5  # ten of them, four a second


def test_runs_beyond_the_rate_of_their_source_are_counted_with_the_reason(daemon: Daemon, file: Path) -> None:
    file.write_text(limit(daemon.seed_uri, events=1))
    daemon.source(
        "file.py", "class MyClass:\n    def __init__(self, **_): pass\n    def next(self): return {'n': 1}\n"
    )
    daemon.start()
    key = daemon.push(daemon.seed_uri, interval=20)["key"]
    why = "the source had published as many events as it may ([[limit]] events)"
    daemon.eventually(lambda: skips(daemon, key).get(why, 0) > 10)
    assert daemon.ask("stats")["runs"]["skipped"] > 10
    assert "code" not in once(daemon, daemon.seed_uri)  # nothing is published of that


def test_a_store_holds_what_its_pattern_allows_and_a_reload_changes_that_at_once(
    daemon: Daemon, file: Path
) -> None:
    uri = "python:///keep.py/keep?size=3000"
    file.write_text(limit("python:///keep.py/*", store=2048))
    daemon.start()
    failed = once(daemon, uri)
    assert "[[limit]] store of python:///keep.py/* allows 2048" in failed["error"]
    file.write_text(limit("python:///keep.py/*", store=4096))
    assert set(daemon.ask("reload")["changed"]) == {"limit"}
    assert once(daemon, uri) == {"kept": "3000"}


def test_a_reload_puts_memory_in_force_for_new_cells_and_the_rest_for_those_that_live(
    daemon: Daemon, file: Path
) -> None:
    take, hang = "python:///take.py/take?mebibytes=48", "python:///hang.py/hang?n=1"
    file.write_text("")
    daemon.start()
    assert once(daemon, take) == {"size": 48 << 20}
    key = daemon.push(hang, interval=60_000, timeout=50)["key"]
    file.write_text(limit("python:///take.py/*", memory=32 << 20) + limit(hang, timeout=0.1, events=2.0))
    daemon.ask("reload")
    assert once(daemon, take) == {"size": 48 << 20}
    assert once(daemon, take, isolated=True)["code"] == "out_of_memory"
    assert "longer than its 100 ms" in once(daemon, hang)["error"]
    limits = explained(daemon, key)["limits"]
    assert limits == {"memory": 256 << 20, "timeout": 0.1, "events": 2.0, "store": 16 << 20}


def test_a_reload_with_a_pattern_that_is_none_changes_nothing(daemon: Daemon, file: Path) -> None:
    file.write_text(limit("python:///keep.py/*", store=2048))
    daemon.start()
    file.write_text(limit("*", store=4096))
    refused = daemon.ask("reload")
    assert refused["code"] == "bad_configuration"
    assert "limit[1].source: '*': write scheme://…" in refused["error"]
    assert "allows 2048" in once(daemon, "python:///keep.py/keep?size=3000")["error"]
