"""TLS: what is told of certificates, good and bad."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509

from cocaine_http.certificate import not_after

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, Event, MakeContext, MakeServer, Visit

DAY = timedelta(days=1)
SLACK = 60
"""Seconds that a test may take."""


def expires_in(event: Event, expected: timedelta) -> bool:
    return abs(event["tls_expires_in"] - expected.total_seconds()) < SLACK


async def test_a_good_certificate_tells_for_how_long(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    server = await serve(context=secured(expires_in=20 * DAY))
    event = await check(server.uri())
    assert event["availability"] == "available"
    assert expires_in(event, 20 * DAY)


async def test_the_handshake_is_timed_apart_from_connecting(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    event = await check((await serve(context=secured())).uri())
    phases = [event["connect"], event["tls"], event["first_byte"]]
    assert all(milliseconds > 0 for milliseconds in phases)
    assert sum(phases) <= event["total"] + 0.05  # they are rounded


async def test_plain_http_knows_no_certificate(check: CheckUri, serve: MakeServer) -> None:
    assert not {"tls", "tls_expires_in"} & (await check((await serve()).uri())).keys()


async def test_an_expired_certificate_is_an_outage_that_tells_since_when(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    server = await serve(context=secured(expires_in=-3 * DAY))
    event = await check(server.uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "certificate_expired")
    assert event["error"] == "the certificate has expired"
    assert expires_in(event, -3 * DAY)
    assert server.visits == []


async def test_a_certificate_of_another_name_is_not_accepted(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    event = await check((await serve(context=secured("example.org"))).uri())
    assert (event["availability"], event["reason"]) == ("down", "certificate")
    assert event["error"].startswith("the certificate is not accepted: IP address mismatch")
    assert expires_in(event, 30 * DAY)


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    server = await serve(context=secured(signed_by=trustme.CA()))
    event = await check(server.uri(userinfo="user:secret@"))
    assert (event["availability"], event["reason"]) == ("down", "certificate")
    assert expires_in(event, 30 * DAY)
    assert server.visits == []  # nor is it told who asks


async def test_with_verify_no_any_certificate_is_good_and_its_end_is_told(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    server = await serve(context=secured("example.org", -DAY, trustme.CA()))
    event = await check(server.uri("/#verify=no"))
    assert event["availability"] == "available"
    assert expires_in(event, -DAY)


async def test_a_server_that_does_not_speak_tls(check: CheckUri) -> None:
    async def ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(ssh, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    event = await check(f"https://127.0.0.1:{port}/")
    server.close()
    await server.wait_closed()
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "tls")
    assert event["error"] == f"the TLS handshake with 127.0.0.1:{port} failed: wrong version number"


async def test_a_server_that_hangs_up_in_the_handshake(check: CheckUri) -> None:
    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    event = await check(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    server.close()
    await server.wait_closed()
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "tls")


async def test_a_server_that_says_nothing_in_the_handshake(check: CheckUri) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        event = await check(f"https://127.0.0.1:{silent.getsockname()[1]}/#timeout=200ms")
    assert (event["availability"], event["reason"]) == ("down", "timeout")
    assert event["error"].startswith("not done within 0.2 s; it was still in the TLS handshake")


async def test_a_server_with_only_outdated_tls(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    context = secured()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    event = await check((await serve(context=context)).uri())
    assert (event["availability"], event["reason"]) == ("down", "tls")


async def test_a_server_that_wants_a_certificate_of_the_client(check: CheckUri, secured: MakeContext) -> None:
    context = secured()
    context.verify_mode = ssl.CERT_REQUIRED

    def refuse(listening: socket.socket) -> None:
        """In a thread: asyncio's own servers do not send the alert."""
        accepted, _ = listening.accept()
        with context.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False) as secure:
            with contextlib.suppress(ssl.SSLError):
                secure.do_handshake()
            secure.shutdown(socket.SHUT_WR)
            while socket.socket.recv(secure, 65536):  # or the kernel would reset the connection
                pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        refused = asyncio.create_task(asyncio.to_thread(refuse, listening))
        event = await check(f"https://127.0.0.1:{listening.getsockname()[1]}/")
        await refused
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, "tls")
    assert "certificate required" in event["error"]


async def test_a_redirect_to_https_tells_of_the_certificate_there(
    check: CheckUri, serve: MakeServer, secured: MakeContext
) -> None:
    secure = await serve(context=secured(expires_in=-DAY))

    async def answer(visit: Visit) -> None:
        head = f"HTTP/1.1 301 Moved\r\nLocation: {secure.uri()}\r\nContent-Length: 0\r\n\r\n"
        await visit.answer(head.encode())

    event = await check((await serve(answer)).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 301, "certificate_expired")
    assert expires_in(event, -DAY)


@pytest.mark.parametrize("year", [2031, 2049, 2050, 2999])
def test_the_end_of_a_certificate_is_read_in_both_of_its_forms(year: int) -> None:
    end = datetime(year, 7, 1, 12, 30, 15, tzinfo=UTC)
    issued = trustme.CA().issue_cert("example.org", not_after=end)
    pem = issued.cert_chain_pems[0].bytes().decode()
    assert not_after(ssl.PEM_cert_to_DER_cert(pem)) == end.timestamp()


def test_what_is_no_certificate_has_no_end() -> None:
    pem = trustme.CA().cert_pem.bytes()
    whole = ssl.PEM_cert_to_DER_cert(pem.decode())
    assert x509.load_der_x509_certificate(whole) is not None
    for broken in (b"", b"\x30", b"\x30\x84", whole[:100], b"\x30\x80" + whole, b"\x04" * 1000):
        assert not_after(broken) is None
