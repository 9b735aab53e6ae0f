"""1,000 URIs, each checked every second: what does it cost the http plugin's process, and what the daemon beside it?

The web server is one for all, on loopback, in a process of its own, whose cost is nobody's here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
import zmq

from benchmarks import auto, beside, daemon
from benchmarks.checks import Plan, Seen
from benchmarks.client import Client
from benchmarks.figures import Figure
from benchmarks.latency import quantiles

URIS = 1000
INTERVAL = 1.0
SECONDS = 10.0
SETTLE = 10.0
"""Seconds before: for the first checks, which connect anew in any case."""
AT_ONCE = 50
"""Tasks of one request."""
FIELD = b" availability "


class Kind(NamedTuple):
    what: str
    scheme: str
    options: str


FRESH = Kind("http, a connection for each check", "http", "")
KINDS = (
    FRESH,
    Kind("http, keepalive=yes", "http", "keepalive=yes"),
    Kind("https, keepalive=yes", "https", "keepalive=yes&verify=no"),
)


def figures() -> Iterator[Figure]:
    for kind in KINDS:
        yield from in_a_loop(kind)
    yield from in_the_daemon(FRESH)


@contextmanager
def uris(kind: Kind) -> Iterator[list[str]]:
    """As many as are to be checked, of a server that answers until the end of the `with`."""
    with beside.running("answering", *(["tls"] if kind.scheme == "https" else [])) as server:
        base = f"{kind.scheme}://127.0.0.1:{server.line()}"
        yield [f"{base}/{number}#{kind.options}" for number in range(URIS)]


def in_a_loop(kind: Kind) -> Iterator[Figure]:
    with uris(kind) as checked, beside.running("checks") as checks:
        plan = msgspec.json.encode(Plan(checked, INTERVAL, SETTLE, SECONDS)).decode()
        seen = msgspec.json.decode(checks.finish(plan), type=Seen)
    yield quantiles(
        f"{URIS:,} URIs at {INTERVAL:g} s, {kind.what}, in a loop: a check, p50",
        seen.totals,
        f"{seen.down:,} down, {seen.late:,} late",
    )
    share = 100 * seen.used / seen.seconds
    yield Figure(
        "  the process's processor",
        f"{share:.1f} %",
        f"of one core; {1000 * seen.used / len(seen.totals):.2f} ms for each check",
    )


def in_the_daemon(kind: Kind) -> Iterator[Figure]:
    with (
        uris(kind) as checked,
        daemon.running("--watermark", "1000000") as measured,
        measured.client() as client,
        auto.subscribed(measured) as events,
    ):
        client.ask(daemon.push({checked[0]: {"driver": "once"}}))  # then the plugin's process is there
        push_all(client, checked)
        take(events, SETTLE)
        skipped = client.action("stats")["runs"]["skipped"]
        began, before = time.monotonic(), auto.usage(measured)
        came = take(events, SECONDS)
        seconds, after = time.monotonic() - began, auto.usage(measured)
        skipped = client.action("stats")["runs"]["skipped"] - skipped
    yield Figure(
        f"{URIS:,} URIs at {INTERVAL:g} s, {kind.what}, in the daemon: events",
        f"{came / seconds:,.0f} /s",
        f"of {URIS / INTERVAL:,.0f} due; {skipped:,} skipped",
    )
    share = 100 / seconds
    yield Figure(
        "  the plugin process's processor", f"{(after.cells - before.cells) * share:.1f} %", "of one core"
    )
    yield Figure("  the host's processor", f"{(after.host - before.host) * share:.1f} %", "of one core")


def push_all(client: Client, checked: list[str]) -> None:
    for first in range(0, len(checked), AT_ONCE):
        targets = {uri: {"interval": INTERVAL * 1000} for uri in checked[first : first + AT_ONCE]}
        client.checked(daemon.push(targets))


def take(events: zmq.Socket[bytes], seconds: float) -> int:
    """How many events come."""
    until, came = time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) > 0:
        if events.poll(int(left * 1000) + 1):
            topic, _ = events.recv_multipart()
            came += FIELD in topic
    return came
