"""A client that asks for a `once` every few milliseconds: `python -m benchmarks.asking ENDPOINT`.

It ends with its standard input, and then prints, as JSON, unix time and milliseconds to the reply of each.
"""

from __future__ import annotations

import json
import select
import sys
import time

from benchmarks import daemon
from benchmarks.client import Client

PAUSE = 0.002
"""Seconds."""


def main() -> None:
    asked: list[tuple[float, float]] = []
    with Client(sys.argv[1]) as client:
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            when, began = time.time(), time.perf_counter()
            client.checked(daemon.ONCE)
            asked.append((when, (time.perf_counter() - began) * 1000))
    print(json.dumps(asked))


if __name__ == "__main__":
    main()
