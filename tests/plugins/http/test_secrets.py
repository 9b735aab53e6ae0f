"""A user's password reaches the server that it is for, and nothing that anybody reads."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

import pytest

from cocaine_http import Http
from cocaine_sdk.errors import TargetError

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, MakeContext, MakeServer, Visit

SECRET = "hunter2"


async def test_the_userinfo_is_sent_as_basic_authorization(check: CheckUri, serve: MakeServer) -> None:
    server = await serve()
    await check(server.uri(userinfo="%D1%8E:a%40b%3Ac@"))
    assert server.visits[0].header("authorization") == "Basic 0Y46YUBiOmM="
    assert "@" not in server.visits[0].head


@pytest.mark.parametrize(
    "uri",
    [
        "http://user:hunter2@/",
        "http://user:hunter2@host:99999/",
        "http://user:hunter2@ho st/",
        "http://user:hunter2%@host/",
        "http://user:hunter2/x@host/",
        "http://user:hunter2?x@host/",
        "http://user:hunter2#x@host/",
        "http://user:1#hunter2@host/",
        "http://user:1#hunter2=x@host/",
        "http://user:1#timeout=x&hunter2@host/",
        "http://user\nname:hunter2@host/",
        "ftp://user:hunter2@host/",
        "http://user:hunter2@host/" + "a" * 4096,
        "http://user:hunter2@host/#nope=1",
        "http://user:hunter2@host/#status=x",
        "http://host/#proxy=http://user:hunter2@host:0",
        "http://host/#proxy=https://user:hunter2@host",
        "http://host/#proxy=user:hunter2@host",
    ],
)
def test_what_is_refused_shows_no_password(uri: str) -> None:
    with pytest.raises(TargetError) as refused:
        Http(uri)
    assert SECRET not in str(refused.value)


async def test_no_event_of_any_outcome_has_the_password_nor_has_the_log(
    check: CheckUri, serve: MakeServer, secured: MakeContext, caplog: pytest.LogCaptureFixture
) -> None:
    async def hang_up(visit: Visit) -> None:
        visit.writer.close()

    async def stay(visit: Visit) -> None:
        await visit.gone()

    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    user = f"user:{SECRET}@"
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        nobody = f"http://{user}127.0.0.1:{bound.getsockname()[1]}/"
        redirect = b"HTTP/1.1 302 Found\r\nLocation: /a?b\r\nContent-Length: 0\r\n\r\n"
        events = [
            await check((await serve()).uri(userinfo=user)),
            await check((await serve(hang_up)).uri(userinfo=user)),
            await check((await serve(stay)).uri("/#timeout=100ms", userinfo=user)),
            await check((await serve(b"nonsense\r\n\r\n")).uri(userinfo=user)),
            await check((await serve(redirect)).uri(userinfo=user)),
            await check((await serve(context=secured("other"))).uri(userinfo=user)),
            await check(nobody),
            await check(f"http://{user}no-such-name.invalid/"),
            await check(f"https://example.invalid/#proxy={nobody}"),
        ]
    assert [event["availability"] for event in events] == ["available"] + ["down"] * 8
    assert SECRET not in f"{events} {caplog.text}"


def test_a_source_shown_for_debugging_has_no_password() -> None:
    source = Http(f"http://user:{SECRET}@host/#proxy=http://a:{SECRET}@b")
    shown = f"{source!r} {vars(source)}"
    assert SECRET not in shown
    assert "Basic" not in shown
