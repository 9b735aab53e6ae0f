"""`cocaine try` runs a source in its real cell, shows what it does, and leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

COCAINE = str(Path(sys.executable).with_name("cocaine"))
PATIENCE = 30.0

SHOP = """
import time

class Shop:
    def __init__(self, city='Riga'):
        self.city = city
        self.runs = 0
        log.info('opened in', city)

    def __next__(self):
        self.runs += 1
        if self.runs == 2:
            return None
        if self.runs == 3:
            return 1 / 0
        if self.runs == 4:
            return open('/etc/passwd')
        if self.runs == 6:
            raise StopIteration
        return {'city': self.city, 'sold': store.incr('sold'), 'run': self.runs}

    def reschedule(self):
        return time.time() + 3600

class Inbox:
    def process(self, data):
        if data == b'torn':
            raise ValueError('it is torn')
        return {'letter': data.decode()} if data else None
"""

SLOW = "import time\ndef slow():\n    time.sleep(600)\n"


class Tries:
    """A folder with sources, and `cocaine try` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        (folder / "python.d").mkdir()
        self.source("shop.py", SHOP)
        self.environment = os.environ | {"TMPDIR": str(self.temporary)}

    def source(self, name: str, text: str) -> None:
        (self.folder / "python.d" / name).write_text(textwrap.dedent(text))

    def __call__(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COCAINE, "try", *words], cwd=cwd or self.folder, env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE * 2, check=False,
        )  # fmt: skip

    def document(self, *words: str) -> dict[str, Any]:
        made = self(*words, "--json")
        found = json.loads(made.stdout)
        assert isinstance(found, dict), made
        return found

    @contextmanager
    def begun(self, *words: str) -> Iterator[psutil.Popen]:
        """One whose source is made, and whose first run has begun, or is about to."""
        command = [
            "env",
            "--default-signal=INT",
            COCAINE,
            "try",
            *words,
        ]  # for whoever runs the tests without Ctrl-C
        with psutil.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout.readline().startswith("source")
            yield running


@pytest.fixture
def tries() -> Iterator[Tries]:
    with tempfile.TemporaryDirectory(prefix="t-") as folder:  # short: sockets have names in it
        yield Tries(Path(folder))


def eventually(law: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not law():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.01)


def test_it_shows_capabilities_events_failures_and_what_was_denied_with_the_way_out(tries: Tries) -> None:
    tried = tries("python:///shop.py/Shop?city=Oslo", "--n", "9")
    assert tried.returncode == 1
    lines = tried.stdout.splitlines()
    assert lines[0].split() == ["source", "python:///shop.py/Shop?city=Oslo"]
    assert lines[1].split() == ["capabilities", "iterator,", "scheduler"]
    runs = [line.split(None, 4) for line in lines if line.startswith("run ")]
    assert [run[1] for run in runs] == ["1", "2", "3", "4", "5", "6"]
    assert [run[3] for run in runs[:5]] == ["ms"] * 5
    assert runs[0][4] == "city=Oslo sold=1 run=1"
    assert runs[1][4] == "no event"
    assert runs[2][4] == "failed  shop.py:15: ZeroDivisionError: division by zero"
    assert runs[3][4].startswith("denied  shop.py:17: PermissionError: open('/etc/passwd') is not granted")
    assert runs[4][4] == "city=Oslo sold=2 run=5"
    assert runs[5][2:] == ["-", "exhausted"]
    denied = tried.stdout.partition("denied by the walls\n")[2].partition("\n\n")[0]
    assert "return open('/etc/passwd')" in denied
    assert "what would grant it, in the daemon's configuration\n  [[grant]]" in tried.stdout
    assert "to grant it for a trial\n  --grant read=/etc/passwd" in tried.stdout
    assert "info  opened in Oslo" in tried.stdout.partition("\nlog\n")[2]


def test_it_makes_five_runs_and_ends_well_where_all_goes_well(tries: Tries) -> None:
    tries.source("count.py", "def count():\n    return {'n': store.incr('n')}\n")
    found = tries.document("python:///count.py/count")
    assert [run["event"] for run in found["runs"]] == [{"n": n} for n in range(1, 6)]
    assert all(run["took"] > 0 for run in found["runs"])
    assert tries("python:///count.py/count").returncode == 0


def test_what_is_granted_for_the_trial_is_reached_in_it(tries: Tries) -> None:
    tries.source(
        "load.py",
        "def load():\n    return {'n': len(open('/proc/loadavg').read().split()), 'home': env['HOME']}\n",
    )
    granted = ("--grant", "read=/proc/loadavg", "--grant", "env=HOME")
    found = tries.document("python:///load.py/load", "--n", "1", *granted)
    assert found["runs"][0]["event"] == {"n": 5, "home": os.environ["HOME"]}
    assert found["reach"]["granted"] == {"read": ["/proc/loadavg"], "env": ["HOME"]}
    refused = tries.document("python:///load.py/load", "--n", "1")
    assert refused["runs"][0]["code"] == "refused"
    (denied,) = refused["reach"]["denied"]
    assert denied["grant"] == '[[grant]]\nsource = "python:///load.py/load"\nread = ["/proc/loadavg"]'


def test_what_a_source_wants_and_lacks_is_shown_with_how_to_grant_it(tries: Tries) -> None:
    tries.source(
        "wants.py", "class Wants:\n    wants = {'connect': ['db:1']}\n    def next(self): return {'a': 1}\n"
    )
    shown = tries("python:///wants.py/Wants", "--n", "1").stdout
    assert "wants, and is not granted\n  connect  db:1" in shown
    assert '  connect = ["db:1"]' in shown
    assert "  --grant connect=db:1" in shown


def test_a_grant_that_is_none_is_told_before_anything_runs(tries: Tries) -> None:
    assert tries("python:///shop.py/Shop", "--grant", "write=/etc").returncode == 2
    tried = tries("python:///shop.py/Shop", "--grant", "read=etc")
    assert "a path begins with /" in tried.stderr


def test_a_scheduler_says_when_it_wants_to_run_next(tries: Tries) -> None:
    tried = tries("python:///shop.py/Shop", "--n", "1")
    assert "it wants to run next at" in tried.stdout
    assert "in 60 min" in tried.stdout
    assert tried.returncode == 0


def test_an_answer_that_is_no_time_is_a_failure(tries: Tries) -> None:
    tries.source(
        "when.py",
        """
        class When:
            def __next__(self):
                return {'n': 1}
            def reschedule(self):
                return 'soon'
        """,
    )
    tried = tries("python:///when.py/When", "--n", "1")
    assert "reschedule() must give a unix time" in tried.stdout
    assert tried.returncode == 1


def test_data_is_handed_over_piece_by_piece_and_nothing_else_is_run(tries: Tries) -> None:
    pieces = ["--data", "hello", "--data", "", "--data", "torn", "--data", "there"]
    tried = tries("python:///shop.py/Inbox", *pieces)
    runs = [line.split(None, 4)[4] for line in tried.stdout.splitlines() if line.startswith("data ")]
    torn = "failed  shop.py:28: ValueError: it is torn"
    assert runs == ["letter=hello", "no event", torn, "letter=there"]
    assert tried.returncode == 1


def test_who_can_only_handle_data_is_shown_and_the_hint_says_how_to_hand_it_some(tries: Tries) -> None:
    tried = tries("python:///shop.py/Inbox")
    assert tried.stdout.splitlines()[1].split() == ["capabilities", "processor"]
    assert "--data TEXT" in tried.stderr
    assert tried.returncode == 0


def test_a_run_past_its_deadline_has_failed_and_the_next_one_is_made_anew(tries: Tries) -> None:
    tries.source("slow.py", "def slow():\n    yield {'n': 1}\n    while True:\n        pass\n")
    found = tries.document("python:///slow.py/slow", "--n", "3", "--timeout", "300ms")
    assert [run["outcome"] for run in found["runs"]] == ["event", "failed", "event"]
    assert found["runs"][1]["code"] == "timeout"


@pytest.mark.parametrize("by", ["file", "absolute", "elsewhere"])
def test_a_file_may_lie_anywhere(tries: Tries, by: str) -> None:
    elsewhere = tries.folder / "some where"
    elsewhere.mkdir()
    (elsewhere / "mine.py").write_text("def mine(x='1'):\n    return {'x': x}\n")
    named = {
        "file": ("./some where/mine.py/mine?x=2%263", tries.folder),
        "absolute": (f"{elsewhere}/mine.py/mine?x=2%263", Path("/")),
        "elsewhere": ("mine.py/mine?x=2%263", elsewhere),
    }
    word, folder = named[by]
    tried = tries(word, "--n", "1", cwd=folder)
    assert tried.stdout.splitlines()[0].split() == ["source", "python:///mine.py/mine?x=2%263"]
    assert "x=2&3" in tried.stdout


def test_the_folder_of_the_sources_can_be_named(tries: Tries) -> None:
    tried = tries("python:///shop.py/Shop", "--n", "1", "--plugins", str(tries.folder), cwd=Path("/"))
    assert "city=Riga sold=1" in tried.stdout


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("python:///shop.py/Shap", "did you mean Shop?"),
        ("python:///nothing.py/X", "no such source file: nothing.py"),
        ("nothing.py/X", "there is no such file"),
        ("python.d/shop.txt", "there is no such file"),
        ("lisp:///x", "no plugin is installed for the scheme 'lisp'"),
        ("lisp:///x", "if it was installed since the daemon started, start the daemon anew"),
        ("Python:///x", "malformed source URI"),
        ("python:///shop.py/Shop?city={secret:db}", "no secrets are known where a source is tried"),
        ("python://example.com/shop.py/Shop", "no code of other hosts is fetched where a source is tried"),
        ("javascript://u:p@example.com:8443/shop.js/Shop", "look at it, and try that: ./file.py/Name"),
        ("python.d/shop.py", "the source: ./python.d/shop.py/Name"),
        ("python.d/shop.py?city=Oslo", "the source: ./python.d/shop.py/Name?city=Oslo"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_sentence(tries: Tries, named: str, words: str) -> None:
    tried = tries(named)
    assert tried.returncode == 1
    assert words in tried.stderr
    assert "Traceback" not in tried.stderr


@pytest.mark.parametrize("named", ["nothing.py/X", "nothing.py", "./nothing.py/X?a=1"])
def test_a_file_that_is_not_there_is_named_by_its_whole_path(tries: Tries, named: str) -> None:
    assert f"there is no such file: {tries.folder.resolve()}/nothing.py;" in tries(named).stderr


def test_an_error_is_a_document_where_json_is_asked_for(tries: Tries) -> None:
    assert tries.document("python:///shop.py/Shap")["code"] == "missing_name"


def test_where_no_daemon_is_installed_it_says_so(tries: Tries) -> None:
    code = (
        "import importlib.util as u, sys\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'cocained' else found(name, *rest)\n"
        "sys.argv = ['cocaine', 'try', 'python:///shop.py/Shop']\n"
        "from cocaine_sdk.cli import main\n"
        "main()\n"
    )
    tried = subprocess.run(
        [sys.executable, "-c", code], cwd=tries.folder, capture_output=True, text=True, check=False
    )
    assert "cocained is not installed beside" in tried.stderr
    assert tried.returncode == 1


# --- it leaves nothing ------------------------------------------------------------------------------------------


def test_when_it_ends_no_file_and_no_process_of_it_is_left(tries: Tries) -> None:
    with tries.begun("python:///shop.py/Shop", "--n", "2") as running:
        family = running.children(recursive=True)
        assert running.wait(PATIENCE) == 0
    assert list(tries.temporary.iterdir()) == []
    eventually(lambda: not any(one.is_running() for one in family))


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_in_the_middle_of_a_run_ends_it_and_leaves_nothing(
    tries: Tries, number: signal.Signals, status: int
) -> None:
    tries.source("slow.py", SLOW)
    with tries.begun("python:///slow.py/slow", "--timeout", "1h") as running:
        family = running.children(recursive=True)
        assert len(family) >= 3  # daemon, zygote, cell
        running.send_signal(number)
        assert running.wait(PATIENCE) == status
    assert list(tries.temporary.iterdir()) == []
    eventually(lambda: not any(one.is_running() for one in family))


def test_its_daemon_does_not_outlive_a_kill_and_leaves_no_file(tries: Tries) -> None:
    tries.source("slow.py", SLOW)
    with tries.begun("python:///slow.py/slow", "--timeout", "1h") as running:
        family = running.children(recursive=True)
        running.kill()
    eventually(lambda: not any(one.is_running() for one in family))
    eventually(lambda: not list(tries.temporary.iterdir()))


def test_nobody_else_may_enter_its_folder(tries: Tries) -> None:
    tries.source("slow.py", SLOW)
    with tries.begun("python:///slow.py/slow", "--timeout", "1h") as running:
        (folder,) = tries.temporary.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        running.terminate()
