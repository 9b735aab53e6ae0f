"""The driver fs at the limits of the kernel: in a process, and a user namespace, of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHILD = Path(__file__).parent / "fs_child.py"
LIMIT = 'echo "$1" > "/proc/sys/user/$0" && shift && exec "$@"'
"""What the shell does in the namespace: its limits bind nobody else."""
FILES = 12_000
"""Two events each: more than the kernel keeps."""


class Child:
    def __init__(self, *command: str, **arguments: Any) -> None:
        self.process = subprocess.Popen(
            [*command, sys.executable, str(CHILD), json.dumps(arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hears(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def until(self, **event: Any) -> None:
        while self.hears() != event:
            pass

    def figures(self) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        while "figures" not in (found := self.hears()):
            pass
        figures: dict[str, Any] = found["figures"]
        return figures

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


Start = Callable[..., Child]


@pytest.fixture
def start() -> Iterator[Start]:
    made: list[Child] = []

    def started(*command: str, **arguments: Any) -> Child:
        made.append(Child(*command, **arguments))
        return made[-1]

    yield started
    for child in made:
        child.end()


def test_what_the_kernel_forgets_is_told_and_watched_all_the_same(start: Start, tmp_path: Path) -> None:
    child = start(path=str(tmp_path), recursive=True)
    assert child.hears() == {"started": True}
    child.process.send_signal(signal.SIGSTOP)
    os.waitpid(child.process.pid, os.WUNTRACED)
    for number in range(FILES):
        (tmp_path / str(number)).touch()
    (tmp_path / "below").mkdir()
    child.process.send_signal(signal.SIGCONT)
    child.until(event="overflow", path=str(tmp_path), lost=None)
    while child.figures()["waiting"]:
        pass
    assert child.figures()["overflows"] == 1
    made = iter(range(1000))
    told = False
    while not told:  # it is watched anew in a thread
        path = tmp_path / "below" / str(next(made))
        path.mkdir()
        (tmp_path / f"{path.name}.mark").mkdir()
        while (event := child.hears()) != {
            "event": "created",
            "path": f"{path.parent.parent}/{path.name}.mark",
        }:
            told |= event == {"event": "created", "path": str(path)}


@pytest.mark.parametrize("polling", [0, 10], ids=["inotify", "polling"])
@pytest.mark.parametrize("path", ["/proc", "/sys", "/proc/self/status", "/proc/not-there"])
def test_what_the_kernel_makes_up_at_each_look_is_refused_by_name(
    start: Start, path: str, polling: int
) -> None:
    said = start(path=path, recursive=True, polling=polling).hears()
    assert said["code"] == "bad_argument"
    assert f"cannot watch {path!r}: the kernel makes up its file system (" in said["refused"]


def namespaces() -> bool:
    """Whether this user may make a user namespace, and root in it set its limits."""
    try:
        command = ["unshare", "-Ur", "sh", "-c", LIMIT, "max_inotify_watches", "1", "true"]
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


if namespaces():

    def limited(start: Start, name: str, value: int, **arguments: Any) -> Child:
        return start("unshare", "-Ur", "sh", "-c", LIMIT, name, str(value), **arguments)

    @pytest.mark.parametrize("name", ["max_inotify_watches", "max_inotify_instances"])
    def test_at_a_limit_a_push_is_refused_with_the_ways_out(start: Start, tmp_path: Path, name: str) -> None:
        said = limited(start, name, 0, path=str(tmp_path)).hears()
        assert said["code"] == "bad_argument"
        assert f"fs.inotify.{name.replace('inotify', 'user')}" in said["refused"]
        assert "polling" in said["refused"]

    def test_polling_needs_nothing_of_what_is_limited(start: Start, tmp_path: Path) -> None:
        child = limited(start, "max_inotify_instances", 0, path=str(tmp_path), polling=10)
        assert child.hears() == {"started": True}
        (tmp_path / "a").mkdir()
        child.until(event="created", path=str(tmp_path / "a"))

    @pytest.mark.parametrize("polling", [0, 10], ids=["inotify", "polling"])
    def test_what_is_mounted_below_and_made_up_at_each_look_is_left_out(
        start: Start, tmp_path: Path, polling: int
    ) -> None:
        (tmp_path / "proc").mkdir()
        mount = 'mount --rbind /proc "$0" && exec "$@"'
        child = start(
            "unshare", "-Urm", "sh", "-c", mount, str(tmp_path / "proc"),
            path=str(tmp_path), recursive=True, polling=polling,
        )  # fmt: skip
        assert child.hears() == {"started": True}
        for name in "ab":
            (tmp_path / name).mkdir()
            assert child.hears() == {"event": "created", "path": str(tmp_path / name)}

    def test_a_tree_too_large_for_the_limit_is_watched_in_part_and_says_so(
        start: Start, tmp_path: Path
    ) -> None:
        for number in range(100):
            (tmp_path / str(number)).mkdir()
        depth = len(tmp_path.parts)
        child = limited(start, "max_inotify_watches", depth + 50, path=str(tmp_path), recursive=True)
        assert child.hears() == {"started": True}
        while not (error := child.figures()["error"]):
            pass
        assert "max_user_watches" in error
        (tmp_path / "a").mkdir()
        child.until(event="created", path=str(tmp_path / "a"))
