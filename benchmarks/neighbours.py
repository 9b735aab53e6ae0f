"""Neighbours."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import zmq

from benchmarks import beside, daemon
from benchmarks.abusers import KINDS, JAVASCRIPT, PYTHON, Kind
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure, median, percentile
from benchmarks.lateness import Window, due, lateness

GOOD, ABUSERS = 4, 8
INTERVAL = 0.1
SETTLE, SECONDS = 1.0, 4.0
GOOD_PY = """
def good(number):
    total = sum(range(40_000))
    return {'n': store.incr('n'), 'total': total}
"""
GOOD_JS = """
async function good() {
  let total = 0;
  for (let i = 0; i < 600_000; i++) total = (total * 31 + i) | 0;
  return { n: await store.incr('n'), total };
}
"""


class Measured(NamedTuple):
    late: dict[str, list[float]]
    missing: int
    waited: dict[str, float]
    host: float
    storage: str


class Ground(NamedTuple):
    daemon: Daemon
    client: Client
    events: zmq.Socket[bytes]
    keys: dict[str, str]
    cells: dict[str, list[int]]


def delays(pids: list[int]) -> tuple[int, int]:
    total = runs = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            _, delay, times = (task / "schedstat").read_text().split()
            total += int(delay)
            runs += int(times)
    return total, runs


def take(events, until):
    came = []
    while (left := until - time.time()) > 0:
        if events.poll(int(left * 1000) + 1):
            topic, _ = events.recv_multipart()
            key, field, _, _ = topic.split(b" ")
            if field == b"n":
                came.append((key.decode(), time.time()))
    return came


def phases(ground: Ground) -> dict[str, float]:
    told = daemon.explained(ground.client, list(ground.keys))
    return {key: told[key]["last_runs"][0]["due"] for key in ground.keys}


def measure(ground: Ground) -> Measured:
    take(ground.events, time.time() + SETTLE)
    before = {k: delays(p) for k, p in ground.cells.items()}
    host = ground.daemon.host.cpu_times()
    begin = time.time()
    came = take(ground.events, begin + SECONDS)
    window = Window(begin, time.time() - INTERVAL)
    host2 = ground.daemon.host.cpu_times()
    try:
        after = {k: delays(p) for k, p in ground.cells.items()}
    except FileNotFoundError:
        print("a good cell died", file=sys.stderr)
        after = before
    when = phases(ground)
    late, missing = {}, 0
    for language in ("python", "javascript"):
        mine = {k: when[k] for k, l in ground.keys.items() if l == language}
        late[language] = lateness([r for r in came if r[0] in mine], mine, INTERVAL, window)
        lost = due(mine.values(), INTERVAL, window) - len(late[language])
        missing += lost
    n = {l: max(1, len(late[l])) for l in late}
    return Measured(late, missing, {l: (after[l][0] - before[l][0]) / 1e6 / n[l] for l in late},
                    100 * (host2.user + host2.system - host.user - host.system) / SECONDS, "")


@contextlib.contextmanager
def abused(ground: Ground, kind: Kind):
    if kind.suffix:
        keys = []
        for number in range(ABUSERS):
            reply = json.loads(ground.client.ask(daemon.push({kind.uri(number): kind.arguments})))
            keys.append(reply[kind.uri(number)]["key"])
        yield
        ground.client.ask(json.dumps({"version": 2, "token": "bench", "action": "drop", "targets": {k: {} for k in keys}}).encode())
    else:
        word = kind.name.split()[0]
        keys = []
        if word == "files":
            from benchmarks.abusing import TEXT
            for number in range(ABUSERS):
                (ground.daemon.sources / f"saved{number}.py").write_text(TEXT)
                keys.append(daemon.pushed(ground.client, f"python:///saved{number}.py/abuse?number=1", interval=1000))
        with beside.running("abusing", word, ground.daemon.endpoint, ground.daemon.export, str(ground.daemon.sources)):
            yield
        for k in keys:
            ground.client.ask(json.dumps({"version": 2, "token": "bench", "action": "drop", "targets": {k: {}}}).encode())


def row(name, m: Measured, quiet: Measured | None):
    out = f"{name:36}"
    for l in ("python", "javascript"):
        late = m.late[l] or [999.0]
        p50, p99 = median(late), percentile(late, .99)
        r = f"{p99/percentile(quiet.late[l], .99):5.1f}x" if quiet else "      "
        out += f" | {l[:2]} p50 {p50:6.1f} p99 {p99:6.1f} {r} wait {m.waited[l]:5.2f}"
    print(out + f" | missing {m.missing} host {m.host:.0f}%", flush=True)


def figures() -> Iterator[Figure]:
    only = sys.argv[2:]
    files = {k.file: k.text for k in PYTHON} | {"good.py": GOOD_PY, "refused.py": "import os\n"}
    with daemon.running("--idle-timeout", "0.5", files=files) as measured, measured.client() as client:
        folder = measured.sources.parent / "javascript.d"
        folder.mkdir()
        (folder / "good.js").write_text(GOOD_JS)
        for k in JAVASCRIPT:
            (folder / k.file).write_text(k.text)
        keys, cells = {}, {}
        for scheme, suffix in (("python", "py"), ("javascript", "js")):
            before = {c.pid for c in measured.cells()}
            for n in range(GOOD):
                keys[daemon.pushed(client, f"{scheme}:///good.{suffix}/good?number={n}", interval=INTERVAL * 1000, jitter=INTERVAL * 1000)] = scheme
            cells[scheme] = [c.pid for c in measured.cells() if c.pid not in before]
        events = zmq.Context.instance().socket(zmq.SUB)
        events.setsockopt(zmq.LINGER, 0)
        events.set_hwm(0)
        for k in keys:
            events.subscribe(k)
        events.connect(measured.export)
        ground = Ground(measured, client, events, keys, cells)
        take(events, time.time() + 1)
        quiet = measure(ground)
        row("quiet", quiet, None)
        for kind in KINDS:
            if only and not any(o in kind.name for o in only):
                continue
            with abused(ground, kind):
                m = measure(ground)
            row(kind.name, m, quiet)
            take(events, time.time() + 1.0)
        q2 = measure(ground)
        row("quiet again", q2, quiet)
    return iter(())


if __name__ == "__main__":
    list(figures())
