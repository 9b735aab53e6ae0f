"""Whatever is wrong with a server is an event, with a reason for programs and a sentence for people."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, Handler, MakeServer, Visit

SHORT = "timeout=200ms"
"""For servers that would never be done."""


async def stay(visit: Visit) -> None:
    """Never answer."""
    await visit.gone()


async def hang_up(visit: Visit) -> None:
    visit.writer.close()


async def reset(visit: Visit) -> None:
    sock = visit.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    visit.writer.transport.abort()


async def test_a_name_that_does_not_resolve(check: CheckUri) -> None:
    event = await check("http://no-such-name.invalid/")
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "resolve")
    assert event["error"].startswith("the name no-such-name.invalid does not resolve: ")


async def test_a_port_on_which_nobody_listens(check: CheckUri) -> None:
    with socket.socket() as bound:  # and it stays so: the port is taken
        bound.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{bound.getsockname()[1]}"
        event = await check(f"http://{place}/")
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "refused")
    assert event["error"] == f"cannot connect to {place}: connection refused"


async def test_an_address_to_which_there_is_no_way(check: CheckUri) -> None:
    event = await check("http://[::2]:80/#timeout=1s")
    assert (event["availability"], event["code"]) == ("down", 0)
    assert event["reason"] in ("unreachable", "timeout")


async def test_a_server_that_accepts_and_never_answers(check: CheckUri, serve: MakeServer) -> None:
    event = await check((await serve(stay)).uri(f"/#{SHORT}"))
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "timeout")
    assert event["error"].startswith("not done within 0.2 s; it was still waiting for the response")


async def test_a_server_whose_queue_of_connections_is_full(check: CheckUri) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        place = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(place)
        event = await check(f"http://127.0.0.1:{place[1]}/#connect_timeout=100ms")
        for sock in waiting:
            sock.close()
    assert event["reason"] == "timeout"
    assert event["error"] == "not connected within connect_timeout; it was still connecting"


async def test_a_body_that_drips_without_an_end(check: CheckUri, serve: MakeServer) -> None:
    async def drip(visit: Visit) -> None:
        await visit.answer(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await visit.answer(b".")
            await asyncio.sleep(0.01)

    event = await check((await serve(drip)).uri(f"/#{SHORT}"))
    assert (event["availability"], event["code"], event["reason"]) == ("down", 200, "timeout")
    assert event["error"].startswith("not done within 0.2 s; it was still reading the body")


async def test_a_slow_server_is_waited_for(check: CheckUri, serve: MakeServer) -> None:
    async def slow(visit: Visit) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok":
            await visit.answer(bytes([byte]))
            await asyncio.sleep(0.002)

    assert (await check((await serve(slow)).uri("/#timeout=30s")))["availability"] == "available"


@pytest.mark.parametrize("drop", [hang_up, reset], ids=["closed", "reset"])
async def test_a_server_that_drops_the_connection_is_asked_once_and_told_of(
    check: CheckUri, serve: MakeServer, drop: Handler
) -> None:
    server = await serve(drop)
    event = await check(server.uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "closed")
    assert event["error"] == "the connection was closed while waiting for the response"
    assert server.connections == 1


@pytest.mark.parametrize(
    "begun",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
    ids=["length", "chunked"],
)
async def test_a_connection_that_is_closed_in_the_middle_of_the_body(
    check: CheckUri, serve: MakeServer, begun: bytes
) -> None:
    async def answer(visit: Visit) -> None:
        await visit.answer(begun)
        visit.writer.close()

    event = await check((await serve(answer)).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 200, "closed")
    assert event["error"] == "the connection was closed in the middle of the body"


async def test_a_connection_that_is_closed_in_the_middle_of_the_head(
    check: CheckUri, serve: MakeServer
) -> None:
    async def answer(visit: Visit) -> None:
        await visit.answer(b"HTTP/1.1 200 OK\r\nContent-Le")
        visit.writer.close()

    event = await check((await serve(answer)).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "closed")


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n",
        b"\0\xff\xfe\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
async def test_an_answer_that_is_not_http(check: CheckUri, serve: MakeServer, raw: bytes) -> None:
    event = await check((await serve(raw)).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "malformed")
    assert len(event["error"]) < 300
    assert event["error"].isprintable()


@pytest.mark.parametrize(
    "line", [b"X-Long: " + b"x" * 100_000 + b"\r\n", b"X-Many: x\r\n" * 1000], ids=["long", "many"]
)
async def test_a_head_that_is_too_large(check: CheckUri, serve: MakeServer, line: bytes) -> None:
    event = await check((await serve(b"HTTP/1.1 200 OK\r\n" + line + b"\r\n")).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "malformed")


async def test_a_head_without_an_end(check: CheckUri, serve: MakeServer) -> None:
    async def go_on(visit: Visit) -> None:
        await visit.answer(b"HTTP/1.1 200 OK\r\n")
        while True:
            await visit.answer(b"X-More: " + b"x" * 1000 + b"\r\n")

    event = await check((await serve(go_on)).uri())
    assert (event["availability"], event["reason"]) == ("down", "malformed")


async def test_interim_answers_without_an_end(check: CheckUri, serve: MakeServer) -> None:
    async def go_on(visit: Visit) -> None:
        while True:
            await visit.answer(b"HTTP/1.1 102 Processing\r\n\r\n")

    event = await check((await serve(go_on)).uri(f"/#{SHORT}"))
    assert (event["availability"], event["reason"]) == ("down", "timeout")


async def test_a_body_with_broken_chunks(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")
    event = await check(server.uri())
    assert (event["availability"], event["reason"]) == ("down", "malformed")


def mutations(count: int) -> Iterator[bytes]:
    """Answers that are nearly right."""
    dice = random.Random(2011)
    whole = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
        b"Location: /a?b\r\nContent-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    for _ in range(count):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(raw))
            raw[place : place + dice.randint(0, 9)] = dice.randbytes(dice.randint(0, 3))
        yield bytes(raw)


async def test_whatever_a_server_sends_the_check_is_an_event(check: CheckUri, serve: MakeServer) -> None:
    answers = {f"/{number}": raw for number, raw in enumerate(mutations(300))}

    async def answer(visit: Visit) -> None:
        await visit.answer(answers.get(visit.path, b""))
        visit.writer.close()

    server = await serve(answer)
    options = "#timeout=1s&body=h.llo&header=Content-Type:text"
    events = await asyncio.gather(*(check(server.uri(path + options)) for path in answers))
    assert {event["availability"] for event in events} <= {"available", "down"}
    assert all(event["error"].isprintable() for event in events if "error" in event)
