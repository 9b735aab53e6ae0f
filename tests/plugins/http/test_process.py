"""How the plugin lives in its process: beside thousands of its kind, forked and locked."""

from __future__ import annotations

import asyncio
import errno
import gc
import resource
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import pytest

from cocaine_http import Http
from cocaine_http.session import Sessions

if TYPE_CHECKING:
    from tests.plugins.http.conftest import MakeServer, Visit

PATIENCE = 30.0
MANY = 300


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_it_starts_no_thread_and_no_loop() -> None:
    assert run("""
        import asyncio, threading
        import cocaine_http
        print(threading.active_count(), asyncio._get_running_loop())
    """) == "1 None"  # fmt: skip


def test_the_first_checks_import_nothing_and_read_no_code() -> None:
    assert run("""
        import asyncio, contextlib, sys
        from cocaine_http import Http

        async def serve(reader, writer):
            with contextlib.suppress(asyncio.IncompleteReadError):
                await reader.readuntil(b"\\r\\n\\r\\n")
            text = "Content-Type: text/plain; charset=koi8-r\\r\\nContent-Length: 2\\r\\n"
            writer.write(f"HTTP/1.1 200 OK\\r\\n{text}\\r\\nok".encode())
            writer.close()

        async def main():
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            before = set(sys.modules)
            opened = []
            sys.addaudithook(lambda name, of: opened.append(of[0]) if name == "open" else None)
            for uri in (
                f"http://127.0.0.1:{port}/#body=o+k*", f"http://user:a@localhost:{port}/#keepalive=yes",
                f"https://127.0.0.1:{port}/#timeout=1s", "https://почта.invalid/", "http://[::1]:1/",
                f"https://x.invalid/#proxy=http://127.0.0.1:{port}",
            ):
                source = Http(uri)
                assert (await source.next())["availability"]
                await source.close()
            print(sorted(set(sys.modules) - before), opened)

        asyncio.run(main())
    """) == "[] []"  # fmt: skip


async def test_many_are_checked_at_once_and_one_that_hangs_holds_up_no_other(serve: MakeServer) -> None:
    hanging = asyncio.Event()

    async def answer(visit: Visit) -> None:
        if visit.path == "/hang":
            hanging.set()
            await visit.gone()
        else:
            await visit.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    server = await serve(answer)
    stuck = Http(server.uri("/hang#timeout=10m"))
    stuck_run = asyncio.create_task(stuck.next())
    await hanging.wait()
    sources = [Http(server.uri(f"/{number}#timeout={PATIENCE:g}s")) for number in range(MANY)]
    events = await asyncio.gather(*(source.next() for source in sources))
    assert [event["code"] for event in events] == [200] * MANY
    assert not stuck_run.done()
    stuck_run.cancel()
    await asyncio.gather(stuck_run, return_exceptions=True)
    for source in [*sources, stuck]:
        await source.close()


async def test_a_process_that_is_too_busy_to_notice_a_deadline_owns_up_to_it(serve: MakeServer) -> None:
    async def stay(visit: Visit) -> None:
        asyncio.get_running_loop().call_soon(time.sleep, 0.6)  # the loop stands still, past the deadline
        await visit.gone()

    source = Http((await serve(stay)).uri("/#timeout=200ms"))
    event = await source.next()
    await source.close()
    assert event["reason"] == "timeout"
    assert event["error"].endswith(" s behind")


@pytest.mark.parametrize("keepalive", ["yes", "no"])
async def test_a_check_that_is_cancelled_closes_its_connection(serve: MakeServer, keepalive: str) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def stay(visit: Visit) -> None:
        asked.set()
        await visit.gone()
        gone.set()

    source = Http((await serve(stay)).uri(f"/#keepalive={keepalive}"))
    running = asyncio.create_task(source.next())
    await asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.wait_for(gone.wait(), PATIENCE)
    await source.close()


async def test_all_sources_of_a_loop_share_what_the_last_one_closes(serve: MakeServer) -> None:
    server = await serve()
    first, second = Http(server.uri()), Http(server.uri("/#keepalive=yes"))
    await first.next()
    await second.next()
    shared = Sessions._of[asyncio.get_running_loop()]
    await first.close()
    assert not shared.fresh.closed
    await second.close()
    assert shared.fresh.closed
    assert shared.kept.closed
    assert asyncio.get_running_loop() not in Sessions._of
    assert (await second.next())["availability"] == "available"  # and it can begin anew
    await second.close()


async def test_a_source_that_never_ran_closes_nothing() -> None:
    await Http("http://host/").close()
    assert asyncio.get_running_loop() not in Sessions._of


async def test_checks_of_a_name_at_the_same_time_share_one_lookup(serve: MakeServer) -> None:
    server = await serve()
    sources = [Http(server.uri(f"/{n}#timeout=30s").replace("127.0.0.1", "localhost")) for n in range(200)]
    events = await asyncio.gather(*(source.next() for source in sources))
    threads = Sessions._of[asyncio.get_running_loop()].resolver._threads._threads
    for source in sources:
        await source.close()
    assert {event["code"] for event in events} == {200}
    assert len(threads) < 10


async def test_want_of_descriptors_is_the_daemons_fault_and_no_outage(serve: MakeServer) -> None:
    server = await serve()
    source = Http(server.uri())
    assert (await source.next())["availability"] == "available"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    gc.collect()
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(
            OSError, match=r"Too many open files; the daemon's side, not the server's"
        ) as failed:
            await source.next()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert failed.value.errno == errno.EMFILE
    await source.close()
