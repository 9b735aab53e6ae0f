"""10,000 files dropped at once: until the last is handled, and what that costs the host and other clients."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks import beside, daemon, listening
from benchmarks.auto import usage
from benchmarks.figures import Figure, median, percentile
from benchmarks.listening import Listener
from benchmarks.noticing import SOURCES, URI
from benchmarks.peak import Peak

FILES = 10_000
BEFORE = 1.0
"""Seconds during which the other client is alone."""
SILENCE = 5.0
"""Seconds without an event after which no more is awaited."""


class Dropped(NamedTuple):
    """What became of them. Times are unix seconds."""

    began: float
    written: float
    handled: float
    told: int
    """Files of which the source was told."""
    overflowed: bool


def figures() -> Iterator[Figure]:
    with (
        TemporaryDirectory(prefix="cocained-bench-") as folder,
        daemon.running("--watermark", "1000000", files=SOURCES) as measured,
        measured.client() as client,
    ):
        client.checked(daemon.ONCE)
        key = daemon.pushed(client, URI, driver="fs", path=folder)
        with (
            listening.to_task(measured, client, key) as events,
            beside.running("asking", measured.endpoint) as other,
        ):
            time.sleep(BEFORE)
            before = usage(measured).host
            with Peak(measured.host) as memory:
                dropped = drop(Path(folder), events)
            used = usage(measured).host - before
            asked: list[tuple[float, float]] = json.loads(other.finish())
    yield from report(dropped, memory, asked)
    each = used / FILES * 1e6
    yield Figure("  the host's processor", f"{used:.2f} s", f"{each:.0f} µs each, the other client's with it")


def drop(folder: Path, events: Listener) -> Dropped:
    began = time.time()
    for number in range(FILES):
        (folder / str(number)).write_bytes(b"x")
    written = handled = time.time()
    told: set[bytes] = set()
    overflowed = False
    while len(told) < FILES and (published := events.next_published(SILENCE)) is not None:
        kind, _, path = published.value.partition(b" ")
        handled = published.timestamp
        if kind == b"overflow":
            overflowed = True
        else:
            told.add(path)
    return Dropped(began, written, handled, len(told), overflowed)


def report(dropped: Dropped, memory: Peak, asked: list[tuple[float, float]]) -> Iterator[Figure]:
    before = [spent for when, spent in asked if when < dropped.began]
    meanwhile = [spent for when, spent in asked if dropped.began <= when < dropped.handled]
    seconds = dropped.handled - dropped.began
    yield Figure(
        f"{FILES:,} files dropped at once → the last is handled",
        f"{seconds:.2f} s",
        f"{dropped.told:,} were told of{', and an overflow' if dropped.overflowed else ''}; "
        f"{dropped.told / seconds:,.0f} /s; to write them took {dropped.written - dropped.began:.2f} s of it",
    )
    yield Figure("  the host's memory, at most", f"+{memory.growth:.1f} MiB")
    yield Figure(
        "  once of another client meanwhile, p99",
        f"{percentile(meanwhile, 0.99):.2f} ms",
        f"median {median(meanwhile):.2f}, most {max(meanwhile):.2f} ms of {len(meanwhile):,}; "
        f"before it p99 {percentile(before, 0.99):.2f}, median {median(before):.2f} ms",
    )
