"""Hot reload: from the moment a source's file is replaced to the first event of the new code."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import daemon, listening
from benchmarks.figures import Figure, median
from benchmarks.listening import Listener

ROUNDS = 20
INTERVAL = 5
"""Milliseconds between runs: what an event waits for at most."""
NAME = "version.py"
CODE = """
def version():
    return {}
"""


def figures() -> Iterator[Figure]:
    with daemon.running(files={NAME: CODE.format(0)}) as measured, measured.client() as client:
        key = daemon.pushed(client, f"python:///{NAME}/version", interval=INTERVAL)
        with listening.to_task(measured, client, key) as events:
            events.wait_for(b"0")
            spent = [save(measured.sources / NAME, 1 + number, events) for number in range(ROUNDS)]
    yield Figure(
        "a source's file is replaced → first event of the new code",
        f"{median(spent):.0f} ms",
        f"{min(spent):.0f} to {max(spent):.0f} ms over {ROUNDS}; a run every {INTERVAL} ms",
    )


def save(path: Path, version: int, events: Listener) -> float:
    """Milliseconds. As editors do it: the new file is written beside the old one, and takes its place."""
    fresh = path.with_suffix(".new")
    fresh.write_text(CODE.format(version))
    began = time.perf_counter()
    os.replace(fresh, path)
    events.wait_for(str(version).encode())
    return (time.perf_counter() - began) * 1000
