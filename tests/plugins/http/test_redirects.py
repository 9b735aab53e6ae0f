"""Redirects are followed, as a browser would; the last answer decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cocaine_http import Http

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, Handler, MakeServer, Server, Visit

END = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def redirecting(places: dict[str, str], status: int = 302) -> Handler:
    """From path to `Location`; other paths answer 200."""

    async def answer(visit: Visit) -> None:
        to = places.get(visit.path)
        head = f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        await visit.answer((END if to is None else head).encode())

    return answer


def paths(server: Server) -> list[str]:
    return [visit.path for visit in server.visits]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_and_told_of(check: CheckUri, serve: MakeServer, status: int) -> None:
    server = await serve(redirecting({"/": "/a", "/a": "b?c#d"}, status))
    event = await check(server.uri())
    assert (event["availability"], event["code"], event["redirects"]) == ("available", 200, 2)
    assert event["url"] == server.uri("/b?c")
    assert paths(server) == ["/", "/a", "/b?c"]


async def test_without_redirects_the_redirect_itself_is_the_answer(
    check: CheckUri, serve: MakeServer
) -> None:
    server = await serve(redirecting({"/": "/a"}))
    event = await check(server.uri("/#redirects=0"))
    assert (event["availability"], event["code"], event["reason"]) == ("down", 302, "status")


async def test_a_redirect_whose_code_is_expected_is_not_followed(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(redirecting({"/": "/a"}))
    event = await check(server.uri("/#status=200,302&header=Location:/a$"))
    assert (event["availability"], event["code"]) == ("available", 302)
    assert "redirects" not in event


async def test_a_loop_is_found_when_it_closes(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(redirecting({"/": "/a", "/a": "/b", "/b": "/a"}))
    event = await check(server.uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 302, "redirect_loop")
    assert event["error"] == "redirected in a loop, after 3 redirects"
    assert paths(server) == ["/", "/a", "/b"]


@pytest.mark.parametrize(("allowed", "reason"), [(3, "redirect"), (4, None)])
async def test_one_redirect_too_many_is_an_outage(
    check: CheckUri, serve: MakeServer, allowed: int, reason: str | None
) -> None:
    server = await serve(redirecting({"/": "/1", "/1": "/2", "/2": "/3", "/3": "/4"}))
    event = await check(server.uri(f"/#redirects={allowed}"))
    assert event.get("reason") == reason
    assert event["redirects"] == allowed


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)", "https://", "http://[::1", "//:80",
        "http://127.0.0.1:99999/", "http://2130706433/", "http://a..b/",
    ],
)  # fmt: skip
async def test_only_http_is_followed(check: CheckUri, serve: MakeServer, location: str) -> None:
    event = await check((await serve(redirecting({"/": location}))).uri())
    assert (event["availability"], event["code"], event["reason"]) == ("down", 302, "redirect")
    assert event["error"].startswith("a redirect that cannot be followed: ")


async def test_a_redirect_without_a_place_is_an_answer(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
    event = await check(server.uri())
    assert (event["code"], event["reason"]) == (302, "status")


async def test_blanks_and_letters_of_a_location_are_encoded(check: CheckUri, serve: MakeServer) -> None:
    server = await serve(redirecting({"/": "/a b/100%/%zz"}))
    assert (await check(server.uri()))["availability"] == "available"
    assert paths(server) == ["/", "/a%20b/100%/%zz"]


async def test_the_user_is_known_to_the_same_origin_only(serve: MakeServer) -> None:
    other = await serve()
    server = await serve(redirecting({"/": "/a", "/a": other.uri("/there")}))
    source = Http(server.uri(userinfo="user:secret@"))
    event = await source.next()
    await source.close()
    assert event["availability"] == "available"
    assert [visit.header("authorization") for visit in server.visits] == ["Basic dXNlcjpzZWNyZXQ="] * 2
    assert other.visits[0].header("authorization") is None


async def test_a_user_whom_a_location_names_is_not_used(check: CheckUri, serve: MakeServer) -> None:
    other = await serve()
    server = await serve(redirecting({"/": other.uri(userinfo="user:secret@")}))
    event = await check(server.uri())
    assert other.visits[0].header("authorization") is None
    assert event["url"] == other.uri()


async def test_cookies_are_neither_kept_nor_sent(check: CheckUri, serve: MakeServer) -> None:
    redirect = b"HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"

    async def answer(visit: Visit) -> None:
        if visit.path == "/":
            await visit.answer(redirect)
        else:
            await visit.answer(END.encode())

    server = await serve(answer)
    await check(server.uri())
    assert server.visits[1].header("cookie") is None
