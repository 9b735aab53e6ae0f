"""The tasks that docs/sources.md pushes do what the page says: under each driver, by the commands that it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sources.md").read_text()
FILE = re.compile(r"^```python\n# (\w+\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SENDER = re.compile(r"^```python\n(import zmq\n.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ cocaine (.*)$", re.MULTILINE)
FOLDER, ENDPOINT = "/tmp/inbox", "tcp://127.0.0.1:5555"
"""What the page names, and the test has of its own."""


class Reader:
    """Does what the page says, on a machine of their own."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.folder = daemon.folder / "inbox"
        for name, text in FILE.findall(PAGE):
            daemon.source(name, text)

    def here(self, text: str) -> str:
        return text.replace(FOLDER, str(self.folder)).replace(ENDPOINT, f"ipc://{self.daemon.folder}/in")

    def command(self, *words: str) -> str:
        """The one command of the page that has these words; what it prints."""
        (line,) = [line for line in COMMAND.findall(PAGE) if all(word in line for word in words)]
        program = str(Path(sys.executable).with_name("cocaine"))
        known = {"COCAINE_CONNECT": self.daemon.endpoint, "COCAINE_EXPORT": self.daemon.export}
        return subprocess.run(
            [program, *shlex.split(self.here(line))], env=os.environ | known, capture_output=True, text=True, check=True
        ).stdout  # fmt: skip

    def push(self, *words: str) -> str:
        return self.command("push", *words).strip()

    def past(self, key: str) -> list[dict[str, Any]]:
        found = self.daemon.ask("past", {key: {}})[key]
        return [entry["event"] for entry in found] if isinstance(found, list) else []

    def until(self, key: str, event: dict[str, Any]) -> None:
        self.daemon.eventually(lambda: event in self.past(key))


@pytest.fixture
def reader(daemon: Daemon) -> Reader:
    return Reader(daemon)


def test_a_source_says_itself_when_it_runs(reader: Reader) -> None:
    key = reader.push("pace.py")
    assert key.startswith("manual:")
    reader.until(key, {"pause": 2.0})


def test_a_file_that_comes_is_told_and_no_other(reader: Reader) -> None:
    key = reader.push("inbox.py")
    assert key.startswith("fs:")
    reader.folder.mkdir()
    for name in ("a.txt", "a.csv", "b.csv"):
        (reader.folder / name).write_text("1;2")
    told = reader.daemon.eventually(lambda: len(found := reader.past(key)) >= 2 and found)
    assert {event["file"] for event in told} == {"a.csv", "b.csv"}
    assert reader.command("once", "inbox.py").split() == ["files", "2"]


def test_what_is_sent_is_handled(reader: Reader) -> None:
    key = reader.push("readings.py")
    assert key.startswith("zeromq:")
    (sender,) = SENDER.findall(PAGE)
    subprocess.run([sys.executable, "-c", reader.here(sender)], check=True)
    reader.until(key, {"roof": 21.5})
    assert reader.daemon.once("python:///readings.py/Readings") == {"sensors": 1, "warmest": 21.5}
