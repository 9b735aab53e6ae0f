"""JavaScript: cold starts of cells, a warm call inside one, its memory, and a script that only computes, beside node.

`python -m benchmarks.javascript [hardened]` prints what is measured within one process, as JSON.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from benchmarks import daemon
from benchmarks.client import Client
from benchmarks.daemon import Daemon
from benchmarks.figures import Figure, median, percentile
from cocaine_javascript import JavaScript
from cocaine_javascript.engines import choosing
from cocaine_javascript.engines.public import PublicEngine
from cocaine_sdk.plugin import Code, Walls
from cocaine_sdk.source import Source

SOURCE = """
class Pair {
  constructor({ some_arg, another_arg }) { this.some = Number(some_arg); this.another = another_arg; }
  next() { return { 'some-field': this.some * 2, 'another-field': this.another }; }
}
"""
COMPUTING = """
function compute() {
  const sieve = new Uint8Array(2_000_000);
  let primes = 0;
  for (let i = 2; i < sieve.length; i++) {
    if (sieve[i]) continue;
    primes++;
    for (let j = i * 2; j < sieve.length; j += i) sieve[j] = 1;
  }
  const words = new Map();
  for (let i = 0; i < 300_000; i++) words.set(`w${i % 5000}`, (words.get(`w${i % 5000}`) ?? 0) + i);
  const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
  return { primes, words: words.size, fib: fib(27) };
}
"""
EXPECTED = {"primes": 148933, "words": 5000, "fib": 196418}
TIMED = """
const began = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const spent = [];
for (let i = 0; i < 5; i++) { const start = began(); compute(); spent.push(began() - start); }
console.log(JSON.stringify(spent));
"""
STARTS, WARM_UP, CALLS, ROUNDS = 100, 10, 20_000, 5
ALONE, BURSTS, BURST = 30, 5, 20
PATIENCE = 60.0
PAUSE = 0.1
"""Seconds in which a cell that was just made comes to rest."""
MIB = 1 << 20


def figures() -> Iterator[Figure]:
    yield from _cells()
    yield from _inside()


def _cells() -> Iterator[Figure]:
    with daemon.running() as measured, measured.client() as client:
        folder = measured.sources.parent / "javascript.d"
        folder.mkdir()
        (folder / "pair.js").write_text(SOURCE)
        numbers = itertools.count()
        for number in islice(numbers, WARM_UP):
            start(client, number)
        starts = [start(client, number) for number in islice(numbers, STARTS)]
        cells = _cells_of(measured)
        used = [processor_time(cell.pid) for cell in cells]
        yield Figure(
            "JavaScript: cold start of a cell, push of a fresh once",
            f"{median(starts):.2f} ms",
            f"one right after the other: no cell waits; median of {STARTS}; p99 {percentile(starts, 0.99):.2f}, "
            f"fastest {min(starts):.2f} ms",
        )
        alone = [start_alone(measured, client, number) for number in islice(numbers, ALONE)]
        yield Figure(
            "  of one alone, for which a cell waits",
            f"{median(alone):.2f} ms",
            f"median of {ALONE}; slowest {max(alone):.2f}, fastest {min(alone):.2f} ms",
        )
        bursts = [burst(client, [*islice(numbers, BURST)]) for _ in range(BURSTS)]
        yield Figure(
            f"  of {BURST} at once, until all have answered",
            f"{median(bursts):.0f} ms",
            f"{median(bursts) / BURST:.1f} ms each; median of {BURSTS}, fastest {min(bursts):.0f} ms",
        )
        yield Figure(
            "  processor time of the cell for it",
            f"{median(used):.1f} ms",
            f"fastest {min(used):.1f} ms; from its fork on",
        )
        try:
            private = [cell.memory_full_info().uss / MIB for cell in cells]
        except psutil.AccessDenied:
            yield Figure("  private memory of an idle cell", "–", "a cell shows its memory to root alone")
            return
        yield Figure(
            "  private memory of an idle cell (USS)", f"{median(private):.2f} MiB", f"median of {len(cells)}"
        )


def _request(number: int) -> bytes:
    uri = f"javascript:///pair.js/Pair?some_arg=5&another_arg={number}"
    return daemon.push({uri: {"driver": "once", "timeout": 60_000}})


def start_alone(measured: Daemon, client: Client, number: int) -> float:
    """The same as `start`, once there is a cell more than sources: `number` of them."""
    deadline = time.monotonic() + PATIENCE
    while len(_cells_of(measured)) <= number:
        if time.monotonic() > deadline:
            raise RuntimeError("no cell waits")
        time.sleep(PAUSE)
    time.sleep(PAUSE)
    return start(client, number)


def burst(client: Client, numbers: list[int]) -> float:
    """Milliseconds from the first request to the last reply."""
    requests = [_request(number) for number in numbers]
    began = time.perf_counter()
    client.ask_all(requests, len(requests))
    return (time.perf_counter() - began) * 1000


def start(client: Client, number: int) -> float:
    """Milliseconds from the request to the reply."""
    request = _request(number)
    began = time.perf_counter()
    reply = client.ask(request)
    seconds = time.perf_counter() - began
    if b'"some-field":10' not in reply:
        raise RuntimeError(f"no event: {reply.decode()}")
    return seconds * 1000


def processor_time(pid: int) -> float:
    """Milliseconds that all threads of a process have run, as exactly as the kernel knows it."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def _cells_of(measured: Daemon) -> list[psutil.Process]:
    zygotes = [child for child in measured.host.children() if "javascript" in child.cmdline()]
    return [cell for zygote in zygotes for cell in zygote.children()]


def _inside() -> Iterator[Figure]:
    compiled, hardened = within(), within("hardened")
    calls, public = compiled["call"], compiled["public"]
    yield Figure(
        "JavaScript: a warm call inside a cell, 2 fields",
        f"{median(calls) * 1e6:.0f} µs",
        f"fastest {min(calls) * 1e6:.0f}; MiniRacer.eval {median(public) * 1e6:.0f}, {min(public) * 1e6:.0f} µs",
    )
    yield Figure(
        "  load of a file",
        f"{min(compiled['load']) * 1e3:.1f} ms",
        "processor time, isolate and prelude; fastest",
    )
    ours, safe = min(compiled["compute"]), min(hardened["compute"])
    node = _node()
    beside = f"node {node:.0f} ms, {ours * 1000 / node:.2f}×" if node else "no node here"
    yield Figure(
        "JavaScript: a script that only computes",
        f"{ours * 1000:.0f} ms",
        f"processor time, fastest of {ROUNDS}; {beside}; hardened {safe * 1000:.0f} ms",
    )


def within(*how: str) -> dict[str, list[float]]:
    """Seconds of each, from a fresh process: V8 is initialised once in one."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.javascript", *how], check=True, stdout=subprocess.PIPE
    )
    measured: dict[str, list[float]] = json.loads(done.stdout)
    return measured


def _node() -> float:
    """Milliseconds of processor time that node takes for the same; 0 where there is none."""
    node = shutil.which("node")
    if node is None:
        return 0.0
    done = subprocess.run([node, "-e", COMPUTING + TIMED], check=True, stdout=subprocess.PIPE)
    return min(json.loads(done.stdout))


def main() -> None:
    runtime = JavaScript()
    runtime.hardened = "hardened" in sys.argv[1:]
    runtime.preload()
    pair = _source(runtime, SOURCE, "Pair", {"some_arg": "5", "another_arg": "abc"})
    pair.next()
    measured = {
        "call": [_seconds(pair.next, time.perf_counter) for _ in range(CALLS)],
        "load": [
            _seconds(lambda: _source(runtime, SOURCE, "Pair", {}), time.process_time) for _ in range(20)
        ],
    }
    computing = _source(runtime, COMPUTING, "compute", {})
    computing.timeout = 300.0
    if computing.next() != EXPECTED:
        raise RuntimeError("it computes something else")
    measured["compute"] = [_seconds(computing.next, time.process_time) for _ in range(ROUNDS)]
    measured["public"] = _public()
    print(json.dumps(measured), flush=True)


def _source(runtime: JavaScript, text: str, name: str, arguments: dict[str, str]) -> Source:
    unused: Any = None
    code = Code(uri="javascript:///x.js", file="x.js", text=text.encode(), name=name, arguments=arguments)
    return runtime.load(code, unused, lambda _level, _message: None, Walls())


def _public() -> list[float]:
    """The same call by what mini-racer promises to keep."""
    choosing.prepare(hardened=False)
    engine = PublicEngine()
    engine.evaluate(b"const pair = { next: () => ({ 'some-field': 10, 'another-field': 'abc' }) }", 60.0)
    call = b"JSON.stringify(pair.next())"
    return [_seconds(lambda: engine.evaluate(call, 5.0), time.perf_counter) for _ in range(CALLS // 10)]


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began


if __name__ == "__main__":
    main()
