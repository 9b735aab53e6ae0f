"""What an idle cell costs: the memory that it alone holds."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from benchmarks import daemon
from benchmarks.figures import Figure, median, percentile

CELLS = 200
MIB = 1 << 20


def figures() -> Iterator[Figure]:
    with daemon.running() as measured, measured.client() as client:
        client.checked(daemon.ONCE)
        before = measured.host.memory_info().rss
        requests = [daemon.push({daemon.uri(number): {"driver": "once"}}) for number in range(CELLS)]
        client.ask_all(requests, in_flight=4)
        client.ask_all(requests, in_flight=4)  # idle, but used: twice
        cells = measured.cells()
        grown = (measured.host.memory_info().rss - before) / CELLS
        try:
            private = [cell.memory_full_info().uss / MIB for cell in cells]
        except psutil.AccessDenied:
            yield Figure(
                "private memory of an idle cell", "–", "a cell shows its memory to root alone: run it as root"
            )
            return
        yield Figure(
            "private memory of an idle cell (USS)",
            f"{median(private):.2f} MiB",
            f"median of {len(private)}; p99 {percentile(private, 0.99):.2f} MiB",
        )
        yield Figure("  of the host, for each", f"{grown / 1024:.1f} KiB")
