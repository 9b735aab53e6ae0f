"""The laws of a daemon whose cells are all taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

SOURCE = """
class Some:
    def __init__(self, n="0"):
        self.n = n

    def next(self):
        return {"n": self.n}
"""


@pytest.fixture
def crowded(make_daemon: Callable[..., Daemon], tmp_path: Path) -> Daemon:
    """A daemon that may hold four cells."""
    config = tmp_path / "cocained.toml"
    config.write_text("[limits]\ncells = 4\n")
    daemon = make_daemon("--config", str(config))
    daemon.source("file.py", SOURCE)
    return daemon.start()


def test_a_new_source_takes_the_place_of_the_one_that_was_idle_for_longest(crowded: Daemon) -> None:
    for number in range(40):
        assert crowded.once(f"python:///file.py/Some?n={number}") == {"n": str(number)}
    alive = crowded.ask("stats")["engines"]["alive"]
    assert alive == [f"python:///file.py/Some?n={number}" for number in range(36, 40)]


def test_a_thread_that_a_task_uses_is_never_taken(crowded: Daemon) -> None:
    keys = [crowded.push(f"python:///file.py/Some?n={number}", interval=20)["key"] for number in range(4)]
    refused = crowded.once("python:///file.py/Some?n=late")
    assert refused["code"] == "overloaded"
    assert "[limits] cells" in refused["error"]
    for key in keys:
        seen = crowded.ask("past", {key: {"depth": 1}}).get(key)
        crowded.eventually(lambda key=key, seen=seen: crowded.ask("past", {key: {"depth": 1}})[key] != seen)


def test_few_descriptors_mean_fewer_cells_and_never_a_deaf_daemon(make_daemon: Callable[..., Daemon]) -> None:
    daemon = make_daemon()
    daemon.source("file.py", SOURCE)
    daemon.start(open_files=200)
    for number in range(120):
        assert daemon.once(f"python:///file.py/Some?n={number}") == {"n": str(number)}
