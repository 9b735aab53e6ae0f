"""`make demo`: what a newcomer runs first."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo.py"
PATIENCE = 60.0


@pytest.fixture
def demo() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(DEMO), "--seconds", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield process
        process.kill()


def until(demo: subprocess.Popen[str], what: str) -> list[psutil.Process]:
    """Read on until the demo says this; every process that it has by then."""
    assert demo.stdout is not None
    said = []
    for line in demo.stdout:
        said.append(line)
        if what in line:
            return psutil.Process(demo.pid).children(recursive=True)
    raise AssertionError("".join(said))


def test_it_shows_events_a_past_and_the_figures_and_leaves_nothing_running(
    demo: subprocess.Popen[str],
) -> None:
    processes = until(demo, "another-field abc")
    until(demo, "the past of")
    until(demo, "the daemon's figures")
    until(demo, "what to try next")
    assert demo.wait(PATIENCE) == 0
    assert processes
    assert psutil.wait_procs(processes, PATIENCE)[1] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_so_and_leaves_nothing_running(
    demo: subprocess.Popen[str], number: signal.Signals
) -> None:
    processes = until(demo, "another-field abc")
    demo.send_signal(number)
    assert demo.wait(PATIENCE) == 130
    assert processes
    assert psutil.wait_procs(processes, PATIENCE)[1] == []
