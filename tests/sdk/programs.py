"""The installed programs, run as somebody types them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Daemon

DONE, FAILED, USAGE, NO_DAEMON = 0, 1, 2, 3
BIN = Path(sys.executable).parent
PATIENCE = 30
Done = subprocess.CompletedProcess[str]


def run(*words: str, cwd: Path, given: str = "", **environment: str) -> Done:
    """`cocaine`, or `cocained`, without what the tester's own environment says of keys."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COCAINE")}
    return subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        cwd=cwd, input=given, env=env | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def cocaine(folder: Path, *words: str, **environment: str) -> Done:
    return run("cocaine", *words, cwd=folder, **environment)


def generate(folder: Path, *words: str) -> Done:
    done = cocaine(folder, "keys", "generate", *words)
    assert done.returncode == DONE, done.stderr
    return done


def typed(daemon: Daemon, line: str) -> None:
    """A line that was printed, typed on the daemon's machine."""
    options = ("--storage", f"sqlite://{daemon.storage}")
    done = run(*shlex.split(line), *options, cwd=daemon.folder, HOME=str(daemon.folder))
    assert done.returncode == DONE, done.stderr
