"""`cocained doctor` as an operator runs it: the installed program, by whoever the tests run as, and by nobody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

NOBODY = 65534
MYSELF = -1
USERS = {"root": MYSELF, "nobody": NOBODY} if os.geteuid() == 0 else {"user": MYSELF}
BECOME = """
import encodings.idna, importlib.metadata, os, sys
from cocained import program  # before: this environment may be closed to others
from cocained.cells.inside import kernel
from cocained.signals import Signals

importlib.metadata.version("cocained")
uid, *arguments = sys.argv[1:]
os.setgroups([])
os.setresgid(int(uid), int(uid), int(uid))
os.setresuid(int(uid), int(uid), int(uid))
kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as a program is that this user starts
sys.argv = ["cocained", *arguments]
program.run(Signals())
"""


class Seen:
    """What the doctor said."""

    def __init__(self, ran: subprocess.CompletedProcess[str]) -> None:
        assert ran.returncode in (0, 1), ran.stderr
        assert ran.stderr == ""
        self.report = json.loads(ran.stdout)
        assert self.report["status"] == ran.returncode
        self.status = ran.returncode
        self.daemon = self.report["daemon"]

    def finding(self, subject: str, what: str) -> dict[str, Any]:
        (found,) = [one for one in self.report["subjects"][subject] if one["what"] == what]
        return {"remedy": "", "figures": {}, **found}

    def mark(self, subject: str, what: str) -> str:
        return str(self.finding(subject, what)["mark"])

    def names(self, subject: str) -> list[str]:
        return [one["what"] for one in self.report["subjects"][subject]]


def program(*arguments: str, uid: int = MYSELF, before: Sequence[str] = (), **more: Any) -> Any:
    """`before`: a program that starts it."""
    start = ["-m", "cocained"] if uid == MYSELF else ["-c", BECOME, str(uid)]
    line = [*before, sys.executable, *start, "doctor", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, **more)


class Doctor:
    """`options`: what the daemon is started with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plugins = folder / "plugins"
        self.store = folder / "store.db"
        self.endpoint = f"ipc://{folder}/req"
        self.plugins.mkdir(exist_ok=True)

    @property
    def options(self) -> list[str]:
        return [self.endpoint, "--export", f"ipc://{self.folder}/pub", "--plugins", str(self.plugins),
                "--storage", f"sqlite://{self.store}"]  # fmt: skip

    def look(self, *more: str, uid: int = MYSELF, before: Sequence[str] = ()) -> Seen:
        return Seen(program("--json", *self.options, *more, uid=uid, before=before))

    def of(self, daemon: Any, *more: str, uid: int = MYSELF) -> Seen:
        """With the options of this daemon."""
        options = [daemon.endpoint, "--export", daemon.export, "--plugins", str(daemon.plugins),
                   "--storage", f"sqlite://{daemon.storage}", *daemon.options, *more]  # fmt: skip
        return Seen(program("--json", *options, uid=uid))


@pytest.fixture
def doctor() -> Iterator[Doctor]:
    """In a folder that everybody may enter, and with a name that is short enough for a socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="doctor-"))
    folder.chmod(0o755)
    yield Doctor(folder)
    shutil.rmtree(folder)


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program itself, for what is no report."""
    return program


def contents(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    """Every file with its inode, rights, size and time."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        found[str(path.relative_to(folder))] = (about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns)
    return found
