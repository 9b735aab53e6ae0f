"""Checks through a proxy: plain ones are handed to it, those with TLS go through a tunnel."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, MakeContext, MakeServer, Server, Visit

BASIC = "Basic dXNlcjpzZWNyZXQ="
"""user:secret"""


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def forward(visit: Visit) -> None:
    """CONNECT makes a tunnel; else the proxy answers for the server."""
    method, place, _ = visit.line.split(" ")
    if method != "CONNECT":
        await visit.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy")
        return
    host, _, port = place.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    await visit.answer(b"HTTP/1.1 200 Connected\r\n\r\n")
    try:
        await asyncio.gather(pump(visit.reader, writer), pump(reader, visit.writer))
    finally:
        writer.transport.abort()


@pytest_asyncio.fixture
async def proxy(serve: MakeServer) -> Server:
    return await serve(forward)


def through(proxy: Server, userinfo: str = "") -> str:
    return f"#proxy=http://{userinfo}127.0.0.1:{proxy.port}"


async def test_a_plain_check_is_handed_to_the_proxy_which_resolves_the_name(
    check: CheckUri, proxy: Server
) -> None:
    event = await check(f"http://no-such-name.invalid/a?b=c{through(proxy)}")
    assert (event["availability"], event["body_size"]) == ("available", 5)
    assert proxy.visits[0].line == "GET http://no-such-name.invalid/a?b=c HTTP/1.1"
    assert proxy.visits[0].header("host") == "no-such-name.invalid"


async def test_tls_goes_through_a_tunnel_to_the_server(
    check: CheckUri, serve: MakeServer, proxy: Server, secured: MakeContext
) -> None:
    server = await serve(context=secured())
    event = await check(server.uri(f"/{through(proxy)}"))
    assert (event["availability"], event["body_size"]) == ("available", 2)
    assert event["tls"] > 0
    assert event["tls_expires_in"] > 0
    assert proxy.visits[0].line == f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"


async def test_the_proxy_knows_its_own_user_and_not_the_servers(
    check: CheckUri, serve: MakeServer, proxy: Server, secured: MakeContext
) -> None:
    server = await serve(context=secured())
    await check(server.uri(f"/{through(proxy, 'user:secret@')}", userinfo="a:b@"))
    assert proxy.visits[0].header("proxy-authorization") == BASIC
    assert proxy.visits[0].header("authorization") is None
    assert server.visits[0].header("proxy-authorization") is None
    assert server.visits[0].header("authorization") == "Basic YTpi"


async def test_the_proxy_knows_its_user_from_a_plain_request_too(check: CheckUri, proxy: Server) -> None:
    await check(f"http://a:b@example.invalid/{through(proxy, 'user:secret@')}")
    assert proxy.visits[0].header("proxy-authorization") == BASIC
    assert proxy.visits[0].header("authorization") == "Basic YTpi"


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_nobody_reaches(check: CheckUri, scheme: str) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{bound.getsockname()[1]}"
        event = await check(f"{scheme}://example.invalid/#proxy=http://{place}")
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "proxy")
    assert event["error"] == f"cannot connect to the proxy {place}: connection refused"


async def test_a_proxy_that_refuses_the_tunnel(check: CheckUri, serve: MakeServer) -> None:
    refusing = await serve(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    event = await check(f"https://example.invalid/{through(refusing)}")
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "proxy")
    assert event["error"] == "the proxy answered 407 to CONNECT"


async def test_a_proxy_whose_name_does_not_resolve(check: CheckUri) -> None:
    event = await check("http://example.invalid/#proxy=http://no-such-proxy.invalid:3128")
    assert (event["availability"], event["reason"]) == ("down", "resolve")
    assert event["error"].startswith("the proxy's name no-such-proxy.invalid does not resolve: ")
