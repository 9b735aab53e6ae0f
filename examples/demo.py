"""cocained at work: `make demo`.

Starts a daemon of its own, with a store in a temporary folder and the sources of `python.d/`, pushes tasks to it,
shows what comes, asks for the past and the figures, and ends the daemon. On a terminal it goes on until Enter
or Ctrl-C, elsewhere for 15 s.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from screen import Row, clock, screen_for

from cocaine_sdk.client import Client, Task
from cocaine_sdk.errors import CocaineError

HERE = Path(__file__).resolve().parent
SECONDS = 15.0
"""How long it goes on where nobody can end it."""
START = 60.0
"""Seconds that the daemon has to start, on a machine that is busy."""
REDRAW = 0.2

TASKS = [
    Row("python:///file.py/MyClass?some_arg=5&another_arg=abc", 2000),
    Row("python:///load.py/Load?name=web", 1000),
    Row("python:///primes.py/primes", 500),
    Row("python:///shop.py/Shop?city=Riga", 2000),
    Row("python:///flaky.py/Flaky", 1000, may_fail=True),
]


class Broken(Exception):
    """The demo did not show what it is to show."""


@contextlib.asynccontextmanager
async def daemon(folder: Path, endpoint: str, export: str) -> AsyncIterator[Process]:
    """A cocained process, ended in order at the end. In a session of its own: Ctrl-C is for the demo alone."""
    command = [
        sys.executable, "-m", "cocained", endpoint, "--export", export,
        "--plugins", str(HERE), "--storage", f"sqlite://{folder}/store.db",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        await asyncio.shield(end(process))


async def end(process: Process) -> None:
    """SIGTERM, and SIGKILL to one that does not hear."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


def free_endpoints() -> list[str]:
    """Two loopback endpoints that nobody holds."""
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return [f"tcp://127.0.0.1:{each.getsockname()[1]}" for each in (one, other)]


async def ready(client: Client, process: Process) -> None:
    """Wait until the daemon answers. Raises `Broken` where it does not come up."""
    asking, dying = asyncio.create_task(client.stats()), asyncio.create_task(process.wait())
    try:
        await asyncio.wait((asking, dying), timeout=START, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise Broken("cocained did not start")
        asking.result()
    finally:
        for task in (asking, dying):
            task.cancel()
        await asyncio.gather(asking, dying, return_exceptions=True)


async def push(client: Client, rows: list[Row]) -> None:
    """One request for all of them. Raises `Broken` where one is refused."""
    targets: dict[str, Any] = {row.uri: {"driver": "auto", "interval": row.interval} for row in rows}
    for uri, (pushed,) in (await client.push_many(targets)).items():
        if not isinstance(pushed, Task):
            raise Broken(f"the push of {uri} was refused: {pushed}")
        next(row for row in rows if row.uri == uri).key = pushed.key


async def watch(client: Client, rows: list[Row], process: Process, until: asyncio.Event) -> None:
    """Show the events as they come."""
    screen = screen_for(rows)
    by_key = {row.key: row for row in rows}
    loop = asyncio.get_running_loop()

    async def take() -> None:
        async with client.subscribe(*by_key) as events:
            async for event in events:
                row = by_key[event.key]
                if row.take(event):
                    loop.call_later(REDRAW / 2, screen.came, row)  # the event's other fields are close behind

    taking = asyncio.create_task(take())
    try:
        while not until.is_set() and not taking.done() and process.returncode is None:
            screen.draw()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(until.wait(), REDRAW)
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
    if process.returncode is not None:
        raise Broken(f"cocained ended by itself, with status {process.returncode}")


async def finale(client: Client, rows: list[Row]) -> None:
    """A past, a once, and the figures."""
    liveliest = max(rows, key=lambda row: row.runs)
    if liveliest.runs:
        await show_past(client, liveliest)
    print(f"\n{rows[0].uri} asked once, now:")
    print(f"  {json.dumps(await client.once(rows[0].uri), ensure_ascii=False)}")
    await show_figures(client)


async def show_past(client: Client, row: Row) -> None:
    print(f"\nthe past of {row.uri} ({row.key}), newest first:")
    for entry in await client.past(row.key, depth=3):
        print(f"  {clock(entry.timestamp)}  {json.dumps(entry.event, ensure_ascii=False)}")


async def show_figures(client: Client) -> None:
    stats = await client.stats()
    print("\nthe daemon's figures:")
    for name in ("requests", "threads", "drivers", "runs", "events", "storage"):
        figures = {what: value for what, value in stats[name].items() if what not in ("kind", "path")}
        print(f"  {name:9} " + ", ".join(f"{value} {what}" for what, value in figures.items()))


def next_steps() -> None:
    bin_folder = os.path.relpath(Path(sys.executable).parent)
    plugins = os.path.relpath(HERE)
    print(f"""
what to try next; the first one goes on until Ctrl-C, so the others need a second terminal:
  {bin_folder}/cocained --plugins {plugins} --storage void:
  {bin_folder}/cocaine once '{TASKS[0].uri}'
  {bin_folder}/cocaine push '{TASKS[0].uri}' --interval 1s
  {bin_folder}/cocaine watch
a file that you save into {plugins}/python.d/ is a source at once: README.md says how to write one""")


def judge(rows: list[Row], seconds: float) -> None:
    """Raises `Broken` where a source failed, or never said anything in a time that was long enough for it."""
    failed = [row.uri for row in rows if row.failed and not row.may_fail]
    silent = [row.uri for row in rows if not row.runs and row.interval < seconds * 500]
    if failed or silent:
        raise Broken(f"failed: {', '.join(failed) or 'none'}; silent: {', '.join(silent) or 'none'}")


async def show(folder: Path, seconds: float | None, stop: asyncio.Event) -> None:
    endpoint, export = free_endpoints()
    print(f"starting cocained at {endpoint}, publishing at {export}, storing in {folder}", flush=True)
    loop = asyncio.get_running_loop()
    async with (
        daemon(folder, endpoint, export) as process,
        Client(endpoint, export=export, token="demo", timeout=START) as client,
    ):
        await ready(client, process)
        await push(client, TASKS)
        print(f"{len(TASKS)} tasks are pushed; their events:\n", flush=True)
        if seconds is not None:
            loop.call_later(seconds, stop.set)
        began = loop.time()
        await watch(client, TASKS, process, stop)
        judge(TASKS, loop.time() - began)
        await finale(client, TASKS)
    next_steps()


async def run(folder: Path, seconds: float | None) -> int:
    """The exit status. Enter or a first Ctrl-C ends the table; a second, or SIGTERM, ends the demo and its daemon."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    showing = asyncio.create_task(show(folder, seconds, stop))

    def entered() -> None:
        loop.remove_reader(sys.stdin)
        sys.stdin.readline()  # so that it is not left for the shell
        stop.set()

    def interrupted() -> None:
        if stop.is_set() or seconds is not None:
            showing.cancel()
        stop.set()

    loop.add_signal_handler(signal.SIGINT, interrupted)
    if seconds is None and sys.stdin.isatty():
        loop.add_reader(sys.stdin, entered)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, showing.cancel)
    try:
        await showing
    except asyncio.CancelledError:
        print("\nthe demo was interrupted", file=sys.stderr)
        return 130
    except (Broken, CocaineError) as error:
        print(f"\nthe demo failed: {error}", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="cocained at work, on the screen")
    parser.add_argument(
        "--seconds", type=float, help="end after so many; by default 15 where there is no terminal"
    )
    wanted = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="cocained-demo-") as name:
        folder = Path(name)
        status = asyncio.run(run(folder, wanted if wanted or sys.stdout.isatty() else SECONDS))
        if status == 1 and (log := folder / "log").exists():
            print(f"the daemon's log:\n{log.read_text(errors='replace')}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
