"""Good sources beside eight bad ones of each kind: how late do their events come, beside how late they come alone?

The good ones, in both languages, compute for about a millisecond, count in the store, and return, ten times a second.
An event is late by the time from when its run was due until a subscriber has it.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import zmq

from benchmarks import beside, daemon
from benchmarks.abusers import JAVASCRIPT, KINDS, PYTHON, Kind
from benchmarks.abusing import ABUSERS, REFUSED, SLOW
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure, median, percentile
from benchmarks.lateness import Window, due, lateness

GOOD = 4
"""Of each language."""
INTERVAL = 0.1
SETTLE, SECONDS, CALM = 1.0, 3.5, 1.0
"""Before an abuse is measured, while it is, and after it."""
FIELD = b"n"
GOOD_PYTHON = """
def good(number):
    total = sum(range(40_000))
    return {'n': store.incr('n'), 'total': total}
"""
GOOD_JAVASCRIPT = """
async function good() {
  let total = 0;
  for (let i = 0; i < 300_000; i++) total = (total * 31 + i) | 0;
  return { n: await store.incr('n'), total };
}
"""
FILES = {"python": "good.py", "javascript": "good.js"}


class Measured(NamedTuple):
    """What became of the good sources' runs, by language."""

    late: dict[str, list[float]]
    """Milliseconds of each; of those whose event never came, a whole interval."""
    missing: int
    waited: dict[str, float]
    """Milliseconds that a run's cell waited for a processor."""
    host: float
    """The host's processor time, in percent of one core."""


class Ground(NamedTuple):
    """A daemon with the good sources in it."""

    daemon: Daemon
    client: Client
    events: zmq.Socket[bytes]
    keys: dict[str, str]
    """Of their tasks, each with its language."""
    cells: dict[str, list[int]]


def figures() -> Iterator[Figure]:
    with ground() as where:
        quiet = measure(where)
        yield row(f"{2 * GOOD} good sources alone: due → event", quiet, None)
        for kind in KINDS:
            with abused(where, kind, ABUSERS):
                yield row(f"  beside {ABUSERS}: {kind.name}", measure(where), quiet)
            take(where.events, time.time() + CALM)
        with contextlib.ExitStack() as all_at_once:
            for kind in KINDS:
                all_at_once.enter_context(abused(where, kind, 1))
            yield row("  beside one of each kind", measure(where), quiet)


def row(what: str, measured: Measured, quiet: Measured | None) -> Figure:
    """The value: how many times as late as alone, at p99, in the language in which that is more."""
    worst = {language: percentile(late, 0.99) for language, late in measured.late.items()}
    told = [
        f"{language} p50 {median(measured.late[language]):.1f}, p99 {worst[language]:.1f} ms,"
        f" {measured.waited[language]:.1f} of it for a processor"
        for language in worst
    ]
    told.append(f"the host {measured.host:.0f} % of a core")
    if measured.missing:
        told.append(f"{measured.missing} never came")
    if quiet is None:
        return Figure(what, f"{max(worst.values()):.1f} ms", "; ".join(told))
    times = max(worst[language] / percentile(late, 0.99) for language, late in quiet.late.items())
    return Figure(what, f"{times:.1f} ×", "; ".join(told))


# --- the ground


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    files = {kind.file: kind.text for kind in PYTHON} | {"good.py": GOOD_PYTHON, "refused.py": REFUSED}
    with daemon.running("--idle-timeout", "0.5", files=files) as measured, measured.client() as client:
        folder = measured.sources.parent / "javascript.d"
        folder.mkdir()
        for name, text in {kind.file: kind.text for kind in JAVASCRIPT}.items():
            (folder / name).write_text(text)
        (folder / "good.js").write_text(GOOD_JAVASCRIPT)
        keys, cells = push_good(measured, client)
        with listening(measured.export, keys) as events:
            take(events, time.time() + 2 * CALM)
            yield Ground(measured, client, events, keys, cells)


def push_good(measured: Daemon, client: Client) -> tuple[dict[str, str], dict[str, list[int]]]:
    keys: dict[str, str] = {}
    cells: dict[str, list[int]] = {}
    milliseconds = INTERVAL * 1000
    for language, file in FILES.items():
        before = {cell.pid for cell in measured.cells()}
        for number in range(GOOD):
            uri = f"{language}:///{file}/good?number={number}"
            keys[daemon.pushed(client, uri, interval=milliseconds, jitter=milliseconds)] = language
        cells[language] = [cell.pid for cell in measured.cells() if cell.pid not in before]
    return keys, cells


@contextlib.contextmanager
def listening(export: str, keys: Iterable[str]) -> Iterator[zmq.Socket[bytes]]:
    events: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    with events:
        events.setsockopt(zmq.LINGER, 0)
        events.set_hwm(0)
        for key in keys:
            events.subscribe(key)
        events.connect(export)
        yield events


# --- abuse


@contextlib.contextmanager
def abused(where: Ground, kind: Kind, abusers: int) -> Iterator[None]:
    """While it is, so many abuse; from outside always as many."""
    if kind.suffix:
        with pushed(where, {kind.uri(number): kind.arguments for number in range(abusers)}):
            yield
        return
    with contextlib.ExitStack() as stack:
        if kind.name.startswith("files"):
            stack.enter_context(pushed(where, slow_files(where.daemon.sources)))
        endpoints = (where.daemon.endpoint, where.daemon.export)
        stack.enter_context(beside.running("abusing", kind.name, *endpoints, str(where.daemon.sources)))
        yield


def slow_files(folder: Path) -> dict[str, dict[str, object]]:
    for number in range(ABUSERS):
        (folder / f"saved{number}.py").write_text(SLOW)
    return {f"python:///saved{n}.py/abuse?number={n}": {"interval": 100} for n in range(ABUSERS)}


@contextlib.contextmanager
def pushed(where: Ground, targets: dict[str, dict[str, object]]) -> Iterator[None]:
    reply = where.client.checked(daemon.push(targets))
    yield
    keys: dict[str, object] = {reply[uri]["key"]: {} for uri in targets}
    request = {"version": 2, "token": "bench", "action": "drop", "targets": keys}
    where.client.ask(json.dumps(request).encode())


# --- what is seen of it


def measure(where: Ground) -> Measured:
    take(where.events, time.time() + SETTLE)
    before, host = waits(where.cells), where.daemon.host.cpu_times()
    begin = time.time()
    came = take(where.events, begin + SECONDS)
    window = Window(begin, time.time() - INTERVAL)
    after, used = waits(where.cells), where.daemon.host.cpu_times()
    told = daemon.explained(where.client, list(where.keys))
    phases = {key: told[key]["last_runs"][0]["due"] for key in where.keys}
    late: dict[str, list[float]] = {}
    missing = 0
    for language in FILES:
        mine = {key: phases[key] for key, of in where.keys.items() if of == language}
        late[language] = lateness([run for run in came if run[0] in mine], mine, INTERVAL, window)
        lost = max(0, due(mine.values(), INTERVAL, window) - len(late[language]))
        late[language] += [INTERVAL * 1000] * lost
        missing += lost
    return Measured(
        late=late,
        missing=missing,
        waited={of: waited(before[of], after[of]) / len(late[of]) for of in FILES},
        host=100 * (used.user + used.system - host.user - host.system) / SECONDS,
    )


def take(events: zmq.Socket[bytes], until: float) -> list[tuple[str, float]]:
    """Key and unix time of each event that comes until then."""
    came = []
    while (left := until - time.time()) > 0:
        if events.poll(int(left * 1000) + 1):
            topic, _ = events.recv_multipart()
            key, field, _, _ = topic.split(b" ")
            if field == FIELD:
                came.append((key.decode(), time.time()))
    return came


def waits(cells: dict[str, list[int]]) -> dict[str, dict[int, float]]:
    """Milliseconds that each of these processes has waited for a processor, as the kernel counts them."""
    return {language: {pid: _waits(pid) for pid in pids} for language, pids in cells.items()}


def _waits(pid: int) -> float:
    """Of all its threads; less than 0 where it has ended: there is a spare process among them."""
    try:
        threads = [thread / "schedstat" for thread in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(thread.read_text().split()[1]) for thread in threads) / 1e6
    except FileNotFoundError:
        return -1.0


def waited(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(after[pid] - before[pid] for pid in before if min(before[pid], after[pid]) >= 0)
