"""The test kit: sources in their real cells, by a call or by fixtures of pytest, and at no cost for who uses none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from cocaine_sdk.errors import CocaineError, NoTrial
from cocaine_sdk.testing import Benches, FakeClock, FakeStore, RunSource
from cocaine_sdk.testing import run_source as run_by_itself
from cocaine_sdk.trial.results import Trial, TriedRun

KIT = """
class Counter:
    def __init__(self, start='0'):
        self.n = int(start)
        log('it starts at', start)

    def __next__(self):
        self.n += 1
        if self.n == 13:
            raise ValueError('unlucky')
        return {'n': self.n, 'ever': store.incr('ever')}

    def process(self, data):
        self.n = int(data)
        return {'set': self.n}

def items():
    yield {'item': 1}
    yield {'item': 2}

def curious():
    return open('/etc/passwd')

def load():
    return {'n': len(open('/proc/loadavg').read().split())}
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kit")
    (made / "python.d").mkdir()
    (made / "python.d" / "kit.py").write_text(textwrap.dedent(KIT))
    return made


def test_a_source_is_run_so_often_and_its_events_are_given(run_source: RunSource, folder: Path) -> None:
    tried = run_source("python:///kit.py/Counter?start=10", n=2, plugins=folder)
    assert tried.capabilities == ["iterator", "processor"]
    assert tried.events == [{"n": 11, "ever": 1}, {"n": 12, "ever": 2}]
    assert tried.failures == []
    assert [(line.level, line.message) for line in tried.log] == [("info", "it starts at 10")]
    assert all(run.took is not None and run.took > 0 for run in tried.runs)


def test_without_a_number_it_is_run_once_and_with_data_only_handed_that(
    run_source: RunSource, folder: Path
) -> None:
    uri = "python:///kit.py/Counter"
    assert run_source(uri, plugins=folder).events == [{"n": 1, "ever": 1}]
    assert run_source(uri, plugins=folder, data=b"7").events == [{"set": 7}]


def test_data_comes_before_the_runs(run_source: RunSource, folder: Path) -> None:
    tried = run_source("python:///kit.py/Counter", n=1, data=[b"3", b"5"], plugins=folder)
    assert tried.events == [{"set": 3}, {"set": 5}, {"n": 6, "ever": 1}]


def test_each_call_has_a_source_and_a_store_of_its_own(run_source: RunSource, folder: Path) -> None:
    first, second = (run_source("python:///kit.py/Counter", plugins=folder) for _ in range(2))
    assert first.events == second.events == [{"n": 1, "ever": 1}]


def test_a_failure_is_a_result(run_source: RunSource, folder: Path) -> None:
    tried = run_source("python:///kit.py/Counter?start=12", n=2, plugins=folder)
    (failed,) = tried.failures
    assert (failed.code, failed.event) == ("source_error", {})
    assert "kit.py:10: ValueError: unlucky" in failed.sentence
    assert tried.events == [{"n": 14, "ever": 1}]
    assert tried.denied == []


def test_a_source_that_comes_to_its_end_is_run_no_further(run_source: RunSource, folder: Path) -> None:
    tried = run_source("python:///kit.py/items", n=9, plugins=folder)
    assert tried.events == [{"item": 1}, {"item": 2}]
    assert tried.exhausted
    assert len(tried.runs) == 3


def test_what_a_wall_refuses_is_among_the_denied(run_source: RunSource, folder: Path) -> None:
    (denied,) = run_source("python:///kit.py/curious", plugins=folder).denied
    assert denied.code == "refused"


def test_what_the_test_grants_is_reached(run_source: RunSource, folder: Path) -> None:
    granted = run_source("python:///kit.py/load", plugins=folder, grants={"read": ["/proc/loadavg"]})
    assert granted.events == [{"n": 5}]
    assert run_source("python:///kit.py/load", plugins=folder).denied[0].code == "refused"


def test_what_cannot_be_granted_is_said(run_source: RunSource, folder: Path) -> None:
    with pytest.raises(NoTrial, match="'write' cannot be granted; these can: read, connect, fetch, env"):
        run_source("python:///kit.py/load", plugins=folder, grants={"write": ["/"]})


def test_a_source_that_cannot_be_made_raises_what_a_push_would_be_refused_with(
    run_source: RunSource, folder: Path
) -> None:
    with pytest.raises(CocaineError, match="invalid literal") as failed:
        run_source("python:///kit.py/Counter?start=x", plugins=folder)
    assert failed.value.wire_code == "source_error"


def test_a_folder_that_is_not_there_is_an_error(run_source: RunSource, folder: Path) -> None:
    with pytest.raises(NoTrial, match="is not there"):
        run_source("python:///kit.py/Counter", plugins=folder / "none")


def test_a_file_is_named_by_its_path(run_source: RunSource, folder: Path) -> None:
    tried = run_source(f"{folder}/python.d/kit.py/Counter?start=4")
    assert tried.events == [{"n": 5, "ever": 1}]


def test_by_itself_it_has_a_daemon_for_the_call_alone(folder: Path) -> None:
    before = {one.pid for one in psutil.Process().children()}
    assert run_by_itself("python:///kit.py/items", n=1, plugins=folder).events == [{"item": 1}]
    assert {one.pid for one in psutil.Process().children()} <= before


async def test_it_may_be_called_where_a_loop_runs(run_source: RunSource, folder: Path) -> None:
    assert run_source("python:///kit.py/items", plugins=folder).events == [{"item": 1}]


def test_one_daemon_serves_all_calls_of_one_folder(folder: Path) -> None:
    def daemons() -> set[int]:
        return {one.pid for one in psutil.Process().children()}

    before = daemons()
    with Benches() as benches:
        for _ in range(3):
            benches.run_source("python:///kit.py/items", plugins=folder)
        assert len(daemons() - before) == 1
    assert daemons() <= before


def test_the_fakes_are_fixtures_too(fake_clock: FakeClock, fake_store: FakeStore) -> None:
    fake_clock.advance(5.0)
    assert fake_clock.monotonic() == FakeClock().monotonic() + 5.0
    assert fake_store.incr("n") == 1


# --- as a stranger's pytest has it --------------------------------------------------------------------------------


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", *words],
        cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def test_a_strangers_tests_find_the_fixtures_and_leave_nothing_running(folder: Path) -> None:
    (folder / "test_strange.py").write_text(
        "import os\n"
        "def test_it(run_source):\n"
        "    assert run_source('python:///kit.py/items').events == [{'item': 1}]\n"
        "def test_again(run_source, fake_store):\n"
        "    assert run_source('python:///kit.py/items', n=2).events[1] == {'item': 2}\n"
    )
    ran = pytest_in(folder, "test_strange.py")
    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr
    assert not [one for one in psutil.process_iter(["cwd"]) if one.info["cwd"] == str(folder)]


def test_a_session_that_uses_no_fixture_imports_nothing_of_it(folder: Path) -> None:
    (folder / "test_idle.py").write_text(
        "import json, sys\n"
        "def test_it():\n"
        "    heavy = [name for name in sys.modules if name.startswith(('cocaine', 'msgspec', 'zmq'))]\n"
        "    print(json.dumps(sorted(heavy)))\n"
    )
    ran = pytest_in(folder, "-s", "test_idle.py")
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("[")]
    found = line[: line.index("]") + 1]
    assert json.loads(found) == ["cocaine_sdk", "cocaine_sdk.pytest_plugin"]


def test_every_part_of_a_result_is_in_the_manual() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "authors.md").read_text()
    words = set(re.findall(r"`(\w+)`", page))
    parts = {name for kind in (Trial, TriedRun) for name in dir(kind) if not name.startswith("_")}
    assert parts <= words
