"""With `keepalive=yes` a connection serves many checks, and its end is nobody's outage."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from cocaine_http import Http

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, MakeContext, MakeServer, Visit

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_a_connection_is_used_again_and_it_is_told(serve: MakeServer) -> None:
    server = await serve()
    source = Http(server.uri("/#keepalive=yes"))
    first, second = await source.next(), await source.next()
    await source.close()
    assert (server.connections, len(server.visits)) == (1, 2)
    assert "reused" not in first
    assert second["reused"] is True
    assert "connect" in first
    assert "connect" not in second


async def test_without_it_every_check_connects_anew(serve: MakeServer) -> None:
    server = await serve()
    kept, fresh = Http(server.uri("/#keepalive=yes")), Http(server.uri())
    events = [await kept.next(), await fresh.next(), await fresh.next()]
    await kept.close()
    await fresh.close()
    assert server.connections == 3
    assert server.visits[1].header("connection") == "close"
    assert not [event for event in events if "reused" in event]


async def test_a_certificate_is_known_on_a_connection_that_is_used_again(
    serve: MakeServer, secured: MakeContext
) -> None:
    server = await serve(context=secured(expires_in=timedelta(days=10)))
    source = Http(server.uri("/#keepalive=yes"))
    events = [await source.next(), await source.next()]
    await source.close()
    assert [event.get("reused", False) for event in events] == [False, True]
    assert abs(events[1]["tls_expires_in"] - events[0]["tls_expires_in"]) < 60
    assert "tls" not in events[1]


async def test_a_kept_connection_that_the_server_closes_is_no_outage(serve: MakeServer) -> None:
    async def answer_once(visit: Visit) -> None:
        await visit.answer(OK)
        visit.writer.close()

    server = await serve(answer_once)
    source = Http(server.uri("/#keepalive=yes"))
    events = [await source.next() for _ in range(5)]
    await source.close()
    assert [event["availability"] for event in events] == ["available"] * 5


async def test_a_kept_connection_that_the_server_drops_at_the_next_request_is_no_outage(
    serve: MakeServer,
) -> None:
    """However many connections have been kept: the second try is on a fresh one."""
    sources: list[Http] = []
    together = asyncio.Barrier(4)
    dropping: set[object] = set()

    async def answer(visit: Visit) -> None:
        if visit.writer in dropping:
            visit.writer.close()
            return
        dropping.add(visit.writer)
        if len(dropping) <= together.parties:
            await together.wait()  # so that there are four at once
        await visit.answer(OK)

    server = await serve(answer)
    sources = [Http(server.uri("/#keepalive=yes")) for _ in range(together.parties)]
    assert [e["code"] for e in await asyncio.gather(*(source.next() for source in sources))] == [200] * 4
    assert server.connections == 4
    event = await sources[0].next()
    for source in sources:
        await source.close()
    assert (event["availability"], event.get("reused", False)) == ("available", False)
    assert server.connections == 5


async def test_a_fresh_connection_that_is_dropped_is_an_outage_also_with_keepalive(
    check: CheckUri, serve: MakeServer
) -> None:
    async def hang_up(visit: Visit) -> None:
        visit.writer.close()

    server = await serve(hang_up)
    event = await check(server.uri("/#keepalive=yes"))
    assert (event["availability"], event["reason"], server.connections) == ("down", "closed", 1)


async def test_a_body_that_was_not_read_to_its_end_ends_the_connection(serve: MakeServer) -> None:
    async def pour(visit: Visit) -> None:
        await visit.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await visit.answer(b"400\r\n" + b"x" * 0x400 + b"\r\n")

    server = await serve(pour)
    source = Http(server.uri("/#keepalive=yes&body_limit=10"))
    events = [await source.next(), await source.next()]
    await source.close()
    assert [event["availability"] for event in events] == ["available"] * 2
    assert server.connections == 2
