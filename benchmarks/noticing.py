"""From a file that is written to its event, beside a bare watchdog observer, by turns, each in its own folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import beside, daemon, listening
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure, median
from benchmarks.latency import quantiles

ROUNDS = 200
WARM_UP = 10
QUIET = 0.005
"""Seconds after each: for what else is told of the file."""
BARE = "a bare watchdog observer"
SETTLES: dict[str, dict[str, int]] = {"settle 0": {"settle": 0}, "settle 50 ms, the default": {}}

READER = """
import json

class Reader:
    def process(self, data):
        told = json.loads(data)
        return told['event'] + ' ' + told['path']
"""
SOURCES = {"reader.py": READER}
URI = "python:///reader.py/Reader"

Written = Callable[[int], None]
"""Writes the n-th file, and waits until somebody tells of it."""


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="cocained-bench-"))
        measured = stack.enter_context(daemon.running(files=SOURCES))
        client = stack.enter_context(measured.client())
        works = {
            name: by_daemon(stack, Path(folder, str(number)), measured, client, arguments)
            for number, (name, arguments) in enumerate(SETTLES.items())
        }
        works[BARE] = by_watchdog(stack, Path(folder, "bare"))
        spent = in_turns(works)
    for name in SETTLES:
        yield quantiles(
            f"a file is written → its event, {name}", spent[name], beyond(spent[name], spent[BARE])
        )
    yield quantiles(f"  {BARE}", spent[BARE])


def beyond(ours: list[float], bare: list[float]) -> str:
    return f"{median(ours) - median(bare):.2f} ms more than the bare one"


def by_daemon(
    stack: ExitStack, folder: Path, measured: Daemon, client: Client, arguments: dict[str, int]
) -> Written:
    folder.mkdir()
    key = daemon.pushed(client, URI, driver="fs", path=str(folder), **arguments)
    events = stack.enter_context(listening.to_task(measured, client, key))

    def write(number: int) -> None:
        path = folder / str(number)
        path.write_bytes(b"x")
        events.wait_for(f"created {path}".encode())

    return write


def by_watchdog(stack: ExitStack, folder: Path) -> Written:
    folder.mkdir()
    watchdog = stack.enter_context(beside.running("bare_watchdog", str(folder)))
    watchdog.line()  # it watches

    def write(number: int) -> None:
        path = folder / str(number)
        path.write_bytes(b"x")
        while watchdog.line() != str(path):
            pass

    return write


def in_turns(works: dict[str, Written]) -> dict[str, list[float]]:
    """Milliseconds of each."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for number in range(WARM_UP + ROUNDS):
        for name, work in works.items():
            began = time.perf_counter()
            work(number)
            spent[name].append((time.perf_counter() - began) * 1000)
            time.sleep(QUIET)
    return {name: values[WARM_UP:] for name, values in spent.items()}
