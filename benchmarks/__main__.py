"""`python -m benchmarks [NAME …]`: all of them, or those named."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser

from benchmarks import (
    auto,
    checking,
    cold,
    files,
    javascript,
    loops,
    memory,
    mysql,
    neighbours,
    once,
    pulls,
    storage,
    timers,
)
from benchmarks.figures import Benchmark, Figure, machine, table

BENCHMARKS: dict[str, Benchmark] = {
    "cold": cold.figures,
    "memory": memory.figures,
    "auto": auto.figures,
    "once": once.figures,
    "storage": storage.figures,
    "loops": loops.figures,
    "timers": timers.figures,
    "files": files.figures,
    "pulls": pulls.figures,
    "checking": checking.figures,
    "mysql": mysql.figures,
    "javascript": javascript.figures,
    "neighbours": neighbours.figures,
}


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks", description="the daemon's figures")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through the `with` blocks: nothing runs on
    where, figures = machine(), []
    for name in names:
        began = time.monotonic()
        figures += run(name)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(where, figures))


def run(name: str) -> list[Figure]:
    return list(BENCHMARKS[name]())


if __name__ == "__main__":
    main()
