"""What a hostile source tries, from a file in python.d of a real daemon, behind each wall by itself and behind both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon

ACTS = {
    "read /etc/passwd": "with open('/etc/passwd') as file: return file.read()[:4]",
    "read /etc/passwd by its descriptor": "import os; return os.read(os.open('/etc/passwd', 0), 4).decode()",
    "list a folder": "import os; return len(os.listdir('/')) > 0",
    "open a socket": "import socket; return socket.socket().fileno() > 0",
    "open a unix socket": "import socket; return socket.socket(socket.AF_UNIX).fileno() > 0",
    "fork": "import os; pid = os.fork(); pid or os._exit(0); return os.waitpid(pid, 0)[0] == pid",
    "start a thread": "import _thread; return _thread.start_new_thread(int, ()) > 0",
    "signal its parent": "import os; return os.kill(os.getppid(), 0) is None",
    "signal everybody": "import os; return os.kill(-1, 0) is None",
    "make its memory executable": "import mmap as m; return len(m.mmap(-1, 4096, prot=m.PROT_READ | m.PROT_EXEC)) > 0",
    "write a file": "with open('/tmp/a-source-was-here', 'w') as file: return file.write('x') > 0",
}
"""Each returns something true where it succeeds."""


def source_of(act: str) -> str:
    return f"def attack():\n    {act}\n"


@pytest.fixture(scope="module", params=["full", "kernel-only", "language-only"])
def walled(request: pytest.FixtureRequest, make_steady_daemon: Callable[..., Daemon]) -> Daemon:
    """A daemon whose sources stand behind these walls, with a file for each act."""
    daemon = make_steady_daemon(f"--sandbox={request.param}")
    for number, act in enumerate(ACTS.values()):
        daemon.source(f"act{number}.py", source_of(act))
    return daemon.start()


@pytest.mark.parametrize("number", range(len(ACTS)), ids=list(ACTS))
def test_no_act_of_a_source_reaches_past_its_walls(walled: Daemon, number: int) -> None:
    result = walled.once(f"python:///act{number}.py/attack")
    assert set(result) == {"error", "code"}, result
    assert result["code"] in {"refused", "refused_import", "source_error", "source_died"}


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_without_walls_the_same_act_succeeds(act: str) -> None:
    """Else the law above could not fail."""
    program = source_of(act) + "assert attack()\n"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    yield
    Path("/tmp/a-source-was-here").unlink(missing_ok=True)
