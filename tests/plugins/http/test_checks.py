"""What a check says of a server that answers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from cocaine_http import Http
from cocaine_sdk.plugin import Isolation

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, MakeServer


def answer(status: str, headers: str = "", body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_a_server_that_answers_with_2xx_is_available(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(answer("204 No Content"))
    event = await check(server.uri())
    assert (event["availability"], event["code"]) == ("available", 204)
    assert not {"error", "reason"} & event.keys()


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "503 Service Unavailable", "599 ?"])
async def test_any_other_code_is_an_outage_that_names_it(
    check: CheckUri, serve: MakeServer, status: str
) -> None:
    server = await serve(answer(status))
    event = await check(server.uri())
    assert (event["availability"], event["code"]) == ("down", int(status[:3]))
    assert event["first_byte"] > 0
    assert (event["reason"], event["error"]) == (
        "status", f"the code is {status[:3]}, and a 2xx was expected",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "availability"),
    [("404", "available"), ("200,400-404", "available"), ("200", "down"), ("405-499", "down")],
)
async def test_the_option_status_says_which_codes_are_good(
    check: CheckUri, serve: MakeServer, expected: str, availability: str
) -> None:
    server = await serve(answer("404 Not Found"))
    assert (await check(server.uri(f"/#status={expected}")))["availability"] == availability


async def test_the_body_is_counted_and_hashed(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(answer("200 OK", body=b"hello"))
    event = await check(server.uri())
    assert event["body_size"] == 5
    assert event["body_sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert "truncated" not in event


async def test_the_phases_of_a_check_are_timed_and_make_up_its_total(
    check: CheckUri, serve: MakeServer
) -> None:
    event = await check((await serve()).uri().replace("127.0.0.1", "localhost"))
    phases = [event["resolve"], event["connect"], event["first_byte"]]
    assert all(milliseconds > 0 for milliseconds in phases)
    assert sum(phases) <= event["total"] + 0.05  # they are rounded


async def test_an_address_is_not_resolved(check: CheckUri, serve: MakeServer) -> None:
    assert "resolve" not in await check((await serve()).uri())


async def test_an_ipv6_address_is_checked(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(host="[::1]")
    assert (await check(server.uri()))["availability"] == "available"
    assert server.visits[0].header("host") == f"[::1]:{server.port}"


async def test_the_fragment_never_goes_to_the_server(check: CheckUri, serve: MakeServer) -> None:
    server = await serve()
    await check(server.uri("/a?b=c#status=200&timeout=3s"))
    assert server.visits[0].line == "GET /a?b=c HTTP/1.1"
    assert "timeout" not in server.visits[0].head


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("", "/"),
        ("?q=1&q=2&&x", "/?q=1&q=2&&x"),
        ("/a%2fb/%7E/../c//d;e=f", "/a%2fb/%7E/../c//d;e=f"),
        ("/путь?ключ=ё", "/%D0%BF%D1%83%D1%82%D1%8C?%D0%BA%D0%BB%D1%8E%D1%87=%D1%91"),
    ],
)
async def test_path_and_query_are_sent_as_they_were_written_and_as_utf8_where_not_ascii(
    check: CheckUri, serve: MakeServer, written: str, sent: str
) -> None:
    server = await serve()
    await check(server.uri(written))
    assert server.visits[0].path == sent


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_the_method_can_be_chosen(check: CheckUri, serve: MakeServer, method: str) -> None:
    server = await serve(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    event = await check(server.uri(f"/#method={method}"))
    assert server.visits[0].line == f"{method} / HTTP/1.1"
    assert event["availability"] == "available"
    assert ("body_size" in event) == (method != "HEAD")


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ("X-Role", None),
        ("x-role:^master$", None),
        ("X-Role:replica", "the header X-Role does not match 'replica'"),
        ("X-None", "the response has no header X-None"),
        ("X-Two:a, b", None),
    ],
)
async def test_a_header_can_be_expected(
    check: CheckUri, serve: MakeServer, option: str, error: str | None
) -> None:
    server = await serve(answer("200 OK", "X-Role: master\r\nX-Two: a\r\nX-Two: b\r\n"))
    event = await check(server.uri(f"/#header={option.replace(' ', '%20')}"))
    assert event.get("error") == error
    assert event.get("reason") == ("header" if error else None)


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ('"ok": true', None),
        (r'"ok":\s*(true|1)', None),
        ("(?i)OK", None),
        ("(?x) o k  # a comment", None),
        (r"\A{", None),
        (r"}\Z", None),
        ("^nothing$", "the body does not match '^nothing$'"),
        ("false", "the body does not match 'false'"),
    ],
)
async def test_a_pattern_can_be_expected_in_the_body(
    check: CheckUri, serve: MakeServer, option: str, error: str | None
) -> None:
    server = await serve(answer("200 OK", body=b'{"ok": true}'))
    written = option.replace(" ", "%20").replace("#", "%23").replace('"', "%22")
    event = await check(server.uri(f"/#body={written}"))
    assert event.get("error") == error
    assert event.get("reason") == ("body" if error else None)


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "UTF-16"])
async def test_the_body_is_read_in_the_charset_that_the_response_names(
    check: CheckUri, serve: MakeServer, charset: str
) -> None:
    header = f"Content-Type: text/html; charset={charset}\r\n"
    server = await serve(answer("200 OK", header, "всё хорошо".encode(charset)))
    assert (await check(server.uri("/#body=вс[её]")))["availability"] == "available"


async def test_a_charset_that_nobody_knows_is_read_as_utf8(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(answer("200 OK", "Content-Type: text/html; charset=../../x\r\n", "да".encode()))
    assert (await check(server.uri("/#body=да")))["availability"] == "available"


async def test_a_source_is_checked_again_and_again(serve: MakeServer) -> None:
    server = await serve()
    source = Http(server.uri())
    events = [await source.next() for _ in range(3)]
    await source.close()
    assert [event["availability"] for event in events] == ["available"] * 3
    assert server.connections == 3


def test_the_plugin_shares_one_process() -> None:
    assert Http.isolation is Isolation.SHARED
