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
CONSULTING = """
import encodings.idna, importlib.metadata, json, os, sys
from cocained import program  # before: this environment may be closed to others
from cocained.cells.inside import kernel
from cocained.signals import Signals

importlib.metadata.version("cocained")


def become(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as a program is that this user starts


def consult(order, said, complained):
    os.dup2(said, 1)
    os.dup2(complained, 2)
    if order["uid"] >= 0:
        become(order["uid"])
    sys.argv = ["cocained", "doctor", *order["arguments"]]
    try:
        program.run(Signals())
    except SystemExit as end:
        return end.code or 0
    finally:
        sys.stdout.flush()


for line in sys.stdin:
    files = os.memfd_create("said"), os.memfd_create("complained")
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            status = consult(json.loads(line), *files)
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    texts = []
    for file in files:
        os.lseek(file, 0, 0)
        texts.append(os.fdopen(file, "rb").read().decode())
    print(json.dumps([os.waitstatus_to_exitcode(status), *texts]), flush=True)
"""
"""The program, begun once and forked for each look: to import it takes most of the time."""


class Practice:
    """Looks again and again, as whoever is asked for."""

    def __init__(self) -> None:
        line = [sys.executable, "-c", CONSULTING]
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look(self, arguments: Sequence[str], uid: int) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"arguments": arguments, "uid": uid}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        status, said, complained = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, said, complained)

    def close(self) -> None:
        self._process.communicate()


class Seen:
    """What the doctor said."""

    def __init__(self, ran: subprocess.CompletedProcess[str]) -> None:
        assert ran.returncode in (0, 1), ran.stderr
        assert ran.stderr == ""
        self.report = json.loads(ran.stdout)
        failing = [one["what"] for one in self.findings() if one["mark"] in ("missing", "broken")]
        assert self.report["status"] == ran.returncode == int(bool(failing))
        self.failing = [what for what in failing if not what.startswith("stray ")]
        """But for what the tests beside this one leave behind for a moment."""
        self.daemon = self.report["daemon"]

    def findings(self) -> list[dict[str, Any]]:
        return [one for findings in self.report["subjects"].values() for one in findings]

    def finding(self, subject: str, what: str) -> dict[str, Any]:
        (found,) = [one for one in self.report["subjects"][subject] if one["what"] == what]
        return {"remedy": "", "figures": {}, **found}

    def mark(self, subject: str, what: str) -> str:
        return str(self.finding(subject, what)["mark"])

    def names(self, subject: str) -> list[str]:
        return [one["what"] for one in self.report["subjects"][subject]]


def program(*arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """A program of its own. `before`: what starts it."""
    line = [*before, sys.executable, "-m", "cocained", "doctor", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False)


class Doctor:
    """`options`: what the daemon is started with."""

    def __init__(self, folder: Path, practice: Practice) -> None:
        self._practice = practice
        self.folder = folder
        self.plugins = folder / "plugins"
        self.store = folder / "store.db"
        self.endpoint = f"ipc://{folder}/req"
        self.plugins.mkdir(exist_ok=True)

    @property
    def options(self) -> list[str]:
        return [self.endpoint, "--export", f"ipc://{self.folder}/pub", "--plugins", str(self.plugins),
                "--storage", f"sqlite://{self.store}"]  # fmt: skip

    def look(self, *more: str, uid: int = MYSELF) -> Seen:
        return self._seen([*self.options, *more], uid)

    def look_by_itself(self, *more: str, before: Sequence[str] = ()) -> Seen:
        """In a program of its own. `before`: what starts it."""
        return Seen(program("--json", *self.options, *more, before=before))

    def of(self, daemon: Any, *more: str, uid: int = MYSELF) -> Seen:
        """With the options of this daemon."""
        options = [daemon.endpoint, "--export", daemon.export, "--plugins", str(daemon.plugins),
                   "--storage", f"sqlite://{daemon.storage}", *daemon.options, *more]  # fmt: skip
        return self._seen(options, uid)

    def _seen(self, options: list[str], uid: int) -> Seen:
        return Seen(self._practice.look(["--json", *options], uid))


@pytest.fixture(scope="session")
def practice() -> Iterator[Practice]:
    made = Practice()
    yield made
    made.close()


@pytest.fixture
def doctor(practice: Practice) -> Iterator[Doctor]:
    """In a folder that everybody may enter, and with a name that is short enough for a socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="doctor-"))
    folder.chmod(0o755)
    yield Doctor(folder, practice)
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
