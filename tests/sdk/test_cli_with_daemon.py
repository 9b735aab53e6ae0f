"""What an operator does by the command line, with the real daemon."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DONE, FAILED = 0, 1
PATIENCE = 30.0
HALVES = """
class Halves:
    def __init__(self, n):
        self.n = int(n)
        log.warning('begun with', n)

    def next(self):
        self.n -= 1
        return {'half': 1 / self.n}
"""
URI = "python:///halves.py/Halves?n=1"


def cocaine(daemon: Any, *words: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("cocaine")
    command = [program, "--connect", daemon.endpoint, "--export", daemon.export, "--timeout", str(PATIENCE)]
    return subprocess.run([*command, *words], capture_output=True, text=True, timeout=60, check=False)


def pushed(daemon: Any, uri: str, *words: str) -> str:
    return str(json.loads(cocaine(daemon, "push", uri, *words, "--json").stdout)["key"])


def tasks(daemon: Any) -> dict[str, dict[str, Any]]:
    return {task["key"]: task for task in json.loads(cocaine(daemon, "--json", "ls").stdout)}


@pytest.fixture
def failing(daemon: Any) -> str:
    """The key of a task that has failed."""
    daemon.source("halves.py", HALVES)
    key = pushed(daemon, URI, "--interval", "50ms")
    daemon.eventually(lambda: tasks(daemon)[key]["failed"])
    return key


def test_explain_shows_the_line_that_failed_and_what_the_source_said(daemon, failing):
    done = cocaine(daemon, "explain", failing)
    assert done.returncode == DONE
    assert "halves.py:9: ZeroDivisionError" in done.stdout
    lines = done.stdout.splitlines()
    caret = next(line for line in lines if line.strip() == "^")
    assert lines[lines.index(caret) - 1][caret.index("^") :].startswith("1 / self.n")
    assert "  warning  begun with 1" in lines
    assert "driver    auto  interval=50" in lines


def test_explain_of_a_source_has_a_document_for_each_of_its_tasks(daemon, failing):
    other = pushed(daemon, URI, "--expression", "0 0 1 1 *")
    documents = [json.loads(line) for line in cocaine(daemon, "explain", URI, "--json").stdout.splitlines()]
    assert [(document["key"], document["driver"]) for document in documents] == [
        (failing, "auto"),
        (other, "cron"),
    ]
    assert documents[0]["error"]["failure"]["code"] == "source_error"


def test_a_quarantined_task_stands_still_until_it_is_resumed(daemon):
    key = pushed(daemon, daemon.seed_uri, "--interval", "50ms")
    daemon.eventually(lambda: tasks(daemon)[key]["runs"])
    assert cocaine(daemon, "quarantine", daemon.seed_uri).stdout == f"{key}\n"
    assert (tasks(daemon)[key]["state"], tasks(daemon)[key]["next_run"]) == ("quarantined", None)
    assert "quarantined      1" in cocaine(daemon, "top", "--count", "1", "--interval", "100ms").stdout
    assert "state     quarantined: " in cocaine(daemon, "explain", key).stdout
    assert cocaine(daemon, "resume", key).stdout == f"{key}\n"
    before = tasks(daemon)[key]["runs"]
    daemon.eventually(lambda: tasks(daemon)[key]["runs"] > before)


@pytest.mark.parametrize(
    "words", [["explain", "auto:ab"], ["quarantine", "auto:ab"], ["resume", "python:///no"]]
)
def test_what_is_not_there_fails(daemon, words):
    done = cocaine(daemon, *words)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert words[1] in done.stderr


def test_top_measures_what_a_source_takes(daemon):
    pushed(daemon, daemon.seed_uri, "--interval", "20ms")
    done = cocaine(daemon, "top", "--count", "1", "--interval", "500ms", "--json")
    document = json.loads(done.stdout)
    (source,) = document["sources"]
    assert (source["uri"], source["states"]) == (daemon.seed_uri, {"running": 1})
    assert source["runs_per_second"] > 0
    assert document["requests_per_second"] == 0


def test_reload_says_what_changed_and_a_wrong_file_changes_nothing(make_daemon, tmp_path):
    file = tmp_path / "cocained.toml"
    file.write_text("history_depth = 5\n")
    daemon = make_daemon("--config", str(file)).start()
    assert cocaine(daemon, "reload").stderr == "nothing has changed\n"
    file.write_text('history_depth = 6\nhostname = "elsewhere"\n')
    changed = cocaine(daemon, "reload").stdout.splitlines()
    assert changed[0] == "history_depth: 5 -> 6"
    assert changed[1].startswith("hostname: changed, but")
    file.write_text("history_depth = 0\nmoon = 1\n")
    done = cocaine(daemon, "reload")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (FAILED, "", 2)
