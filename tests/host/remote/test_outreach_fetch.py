"""A fetch: what is asked, what comes back, and how much of the other side's malice the process bears."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import trustme

from cocaine_sdk.errors import Forbidden, Unreachable
from cocained.outreach.orders import Fetched
from cocained.outreach.outreach import Outreach
from tests.host.remote.conftest import MakeOrigin, order
from tests.host.remote.origin import Asked, Origin, answer

CHUNKED = {"Transfer-Encoding": "chunked"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def fetch(outreach: Outreach, url: str, *allowed: str, **more: object) -> Fetched:
    return await outreach.fetch(order(url, *allowed, **more))


# --- what is asked, and what comes back ---------------------------------------------------------------------------


async def test_an_answer_has_its_status_its_headers_and_its_body(outreach: Outreach, origin: Origin) -> None:
    origin.answers["/a"] = answer(200, {"X-One": "1", "Content-Type": "text/plain"}, b"hello")
    found = await fetch(outreach, f"{origin.url}/a")
    assert (found.status, found.url, found.body) == (200, f"{origin.url}/a", b"hello")
    assert {("x-one", "1"), ("content-type", "text/plain")} <= set(found.headers)


@pytest.mark.parametrize("status", [204, 304, 400, 401, 404, 418, 500, 503, 599])
async def test_whatever_the_status_is_it_is_an_answer(
    outreach: Outreach, origin: Origin, status: int
) -> None:
    origin.answers["/a"] = answer(status)
    assert (await fetch(outreach, f"{origin.url}/a")).status == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_method_headers_query_and_body_are_sent_as_they_are(
    outreach: Outreach, origin: Origin, method: str
) -> None:
    body = b"\0data" if method in ("POST", "PUT", "PATCH") else None
    origin.answers["/a?q=%20x"] = answer(200)
    headers = (("X-Key", "word"), ("Accept", "text/csv"))
    await fetch(outreach, f"{origin.url}/a?q=%20x", method=method, headers=headers, body=body)
    (asked,) = origin.asked
    assert (asked.method, asked.path, asked.body) == (method, "/a?q=%20x", body or b"")
    assert (asked.headers["x-key"], asked.headers["accept"]) == ("word", "text/csv")
    assert asked.headers["host"] == origin.authority
    assert asked.headers["accept-encoding"] == "identity"


async def test_nothing_is_kept_from_one_order_to_the_next(outreach: Outreach, origin: Origin) -> None:
    origin.answers["/a"] = answer(200, {"Set-Cookie": "a=1; Path=/"}, b"x")
    for _ in range(2):
        await fetch(outreach, f"{origin.url}/a")
    assert not any("cookie" in asked.headers for asked in origin.asked)
    assert origin.connections == 2


async def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, outreach: Outreach, make_origin: MakeOrigin
) -> None:
    proxy, origin = make_origin(plain=True), make_origin(plain=True)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    origin.answers["/a"] = answer(200)
    await fetch(outreach, f"{origin.url}/a")
    assert proxy.connections == 0


# --- what may not be asked ----------------------------------------------------------------------------------------


async def test_what_is_not_allowed_is_not_asked(outreach: Outreach, origin: Origin) -> None:
    allowed = (f"{origin.url}/ok/", "https://other.example/")
    for path in ("/", "/ok", "/ok-not/x", "/OK/x"):
        with pytest.raises(Forbidden, match="not among what may be fetched"):
            await fetch(outreach, f"{origin.url}{path}", *allowed)
    assert origin.connections == 0


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ((("X\r\nHost", "1"),), "characters"),
        ((("X", "1\r\nHost: evil.example"),), "characters"),
        ((("X", "1\n"),), "characters"),
        ((("X", "1\0"),), "characters"),
        ((("X", "\u20ac"),), "characters"),
        ((("X y", "1"),), "characters"),
        ((("", "1"),), "characters"),
        ((("host", "evil.example"),), "not for a source to set"),
        ((("Content-Length", "5"),), "not for a source to set"),
        ((("TRANSFER-ENCODING", "chunked"),), "not for a source to set"),
        ((("Connection", "keep-alive"),), "not for a source to set"),
        ((("Proxy-Authorization", "x"),), "not for a source to set"),
        (tuple((f"X-{n}", "1") for n in range(65)), "more than 64"),
        ((("X", "1" * 20_000),), "more than 64 headers, or 16384"),
    ],
)
async def test_headers_that_would_say_more_than_they_are_are_refused(
    outreach: Outreach, origin: Origin, headers: tuple[tuple[str, str], ...], why: str
) -> None:
    with pytest.raises(Forbidden, match=why):
        await fetch(outreach, f"{origin.url}/a", headers=headers)
    assert origin.connections == 0


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "get", "GET / HTTP/1.1\r\nX: 1\r\n\r\n", ""])
async def test_methods_are_those_that_are_known(outreach: Outreach, origin: Origin, method: str) -> None:
    with pytest.raises(Forbidden, match="method"):
        await fetch(outreach, f"{origin.url}/a", method=method)
    assert origin.connections == 0


async def test_a_url_with_a_user_in_it_is_refused(outreach: Outreach, origin: Origin) -> None:
    with pytest.raises(Forbidden, match="user or a password"):
        await fetch(outreach, f"https://user@{origin.authority}/a", f"{origin.url}/")
    assert origin.connections == 0


# --- addresses ----------------------------------------------------------------------------------------------------


async def test_a_name_at_a_private_address_is_not_reached(outreach: Outreach, origin: Origin) -> None:
    with pytest.raises(Forbidden, match=r"localhost is at (127\.0\.0\.1|::1), which is no public address"):
        await fetch(outreach, f"{origin.url}/a", private=())
    with pytest.raises(Forbidden, match="no public address"):
        await fetch(outreach, f"{origin.url}/a", private=("10.0.0.0/8", "127.0.0.2/32"))
    assert origin.connections == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0", "169.254.169.254"]
)
async def test_an_address_in_the_place_of_a_name_is_looked_at_as_well(
    outreach: Outreach, origin: Origin, host: str
) -> None:
    with pytest.raises(Forbidden, match="no public address"):
        await fetch(outreach, f"https://{host}:{origin.port}/a", private=())
    assert origin.connections == 0


async def test_a_name_that_does_not_exist_is_unreachable(outreach: Outreach) -> None:
    with pytest.raises(Unreachable, match="cannot be resolved") as refused:
        await fetch(outreach, "https://nowhere.invalid/")
    assert not isinstance(refused.value, Forbidden)


async def test_who_does_not_listen_is_unreachable(outreach: Outreach, origin: Origin) -> None:
    origin.stop()
    with pytest.raises(Unreachable, match="cannot be reached"):
        await fetch(outreach, f"{origin.url}/a")


# --- redirects ----------------------------------------------------------------------------------------------------


def redirect(to: str, status: int = 302) -> bytes:
    return answer(status, {"Location": to})


async def test_a_redirect_is_followed_and_the_last_url_told(outreach: Outreach, origin: Origin) -> None:
    origin.answers |= {
        "/a": redirect("/b?x=1#y"),
        "/b?x=1": redirect(f"{origin.url}/c"),
        "/c": answer(200, body=b"c"),
    }
    found = await fetch(outreach, f"{origin.url}/a")
    assert (found.url, found.body) == (f"{origin.url}/c", b"c")


async def test_each_redirect_is_checked_anew(outreach: Outreach, make_origin: MakeOrigin) -> None:
    origin, other, plain = make_origin(), make_origin(), make_origin(plain=True)
    for leading in (
        f"{other.url}/a",
        f"{plain.url}/a",
        "/secret",
        "//other.example/a",
        "https://169.254.169.254/",
    ):
        origin.answers["/ok/a"] = redirect(leading)
        with pytest.raises(Forbidden, match="not among what may be fetched"):
            await fetch(outreach, f"{origin.url}/ok/a", f"{origin.url}/ok/")
    assert (other.connections, plain.connections) == (0, 0)
    assert set(origin.paths()) == {"/ok/a"}


async def test_a_redirect_to_a_private_address_is_not_followed_though_its_url_is_allowed(
    outreach: Outreach, make_origin: MakeOrigin
) -> None:
    origin, inner = make_origin(), make_origin(host="127.0.0.1")
    origin.answers["/a"] = redirect(f"http://[::1]:{inner.port}/a")
    with pytest.raises(Forbidden, match="no public address"):
        await fetch(outreach, f"{origin.url}/a", f"{origin.url}/", f"http://[::1]:{inner.port}/")
    assert inner.connections == 0


async def test_from_https_to_http_a_redirect_leads_where_that_is_allowed_by_name(
    outreach: Outreach, make_origin: MakeOrigin
) -> None:
    origin, plain = make_origin(), make_origin(plain=True)
    origin.answers["/a"], plain.answers["/a"] = redirect(f"{plain.url}/a"), answer(200, body=b"plain")
    assert (await fetch(outreach, f"{origin.url}/a", f"{origin.url}/", f"{plain.url}/")).body == b"plain"


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "file:///etc/passwd", "https://u:p@localhost/", "/\\evil", "/%2e%2e/"]
)
async def test_a_redirect_that_makes_no_sense_is_refused(
    outreach: Outreach, origin: Origin, location: str
) -> None:
    origin.answers["/a"] = redirect(location)
    with pytest.raises(Forbidden, match="redirects to"):
        await fetch(outreach, f"{origin.url}/a")


async def test_redirects_end_after_five(outreach: Outreach, origin: Origin) -> None:
    origin.answers["/a"] = redirect("/a")
    with pytest.raises(Unreachable, match="more than 5 times"):
        await fetch(outreach, f"{origin.url}/a")
    assert len(origin.asked) == 6


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
async def test_a_post_is_repeated_only_where_the_redirect_asks_for_it(
    outreach: Outreach, origin: Origin, status: int, method: str
) -> None:
    origin.answers |= {"/a": redirect("/b", status), "/b": answer(200)}
    headers = (("Content-Type", "text/plain"),)
    await fetch(outreach, f"{origin.url}/a", method="POST", body=b"data", headers=headers)
    last = origin.asked[-1]
    assert (last.path, last.method, last.body) == ("/b", method, b"data" if method == "POST" else b"")


async def test_what_is_meant_for_one_origin_is_not_told_to_another(
    outreach: Outreach, make_origin: MakeOrigin
) -> None:
    origin, other = make_origin(), make_origin()
    origin.answers |= {"/a": redirect("/b"), "/b": redirect(f"{other.url}/c")}
    other.answers["/c"] = answer(200)
    headers = (
        ("Authorization", "Bearer word"),
        ("Cookie", "a=1"),
        ("X-Api-Key", "word"),
        ("Accept", "text/csv"),
    )
    await fetch(outreach, f"{origin.url}/a", f"{origin.url}/", f"{other.url}/", headers=headers)
    assert all(asked.headers["x-api-key"] == "word" for asked in origin.asked)
    assert other.asked[0].headers["accept"] == "text/csv"
    assert b"word" not in other.asked[0].raw
    assert b"a=1" not in other.asked[0].raw


# --- size and time ------------------------------------------------------------------------------------------------


async def test_a_body_has_at_most_what_was_asked_for(outreach: Outreach, origin: Origin) -> None:
    origin.answers["/a"] = answer(200, body=bytes(1000))
    assert len((await fetch(outreach, f"{origin.url}/a", most=1000)).body) == 1000
    with pytest.raises(Unreachable, match="more than 999 bytes"):
        await fetch(outreach, f"{origin.url}/a", most=999)


async def test_a_body_that_is_declared_too_large_is_not_waited_for(
    outreach: Outreach, origin: Origin
) -> None:
    origin.answers["/a"] = answer(200, {"Content-Length": str(1 << 60)})
    with pytest.raises(Unreachable, match="more than 1048576 bytes"):
        await fetch(outreach, f"{origin.url}/a")


async def endless(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(answer(200, CHUNKED))
    for _ in count():
        writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


async def undeclared(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in count():
        writer.write(bytes(0x10000))
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


async def headers_without_end(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in count():
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


async def a_header_without_end(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in count():
        writer.write(b"y" * 0x10000)
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


async def chunk_extensions(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(answer(200, CHUNKED) + b"1;")
    for _ in count():
        writer.write(b"y" * 0x10000)
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


async def trailers_without_end(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(answer(200, CHUNKED) + b"0\r\n")
    for number in count():
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


@pytest.mark.parametrize(
    "said",
    [endless, undeclared, headers_without_end, a_header_without_end, trailers_without_end],
    ids=lambda f: f.__name__,
)
async def test_an_answer_without_end_is_ended(outreach: Outreach, origin: Origin, said: object) -> None:
    origin.answers["/a"] = said  # type: ignore[assignment]
    with pytest.raises(Unreachable):
        await fetch(outreach, f"{origin.url}/a")
    await serves_others(outreach, origin)


async def drip(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(answer(200, {"Content-Length": "1000"}))
    for _ in range(1000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def continued(writer: asyncio.StreamWriter, _: Asked) -> None:
    for _ in count():
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


async def flooded(writer: asyncio.StreamWriter, _: Asked) -> None:
    for _ in count():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 4000)
        await writer.drain()
        await asyncio.sleep(0)  # to hear that nobody listens any more


AROUND = "more around its body than any needs"
BEFORE = "more than 8 informational responses"


@pytest.mark.parametrize(
    ("said", "why"),
    [(chunk_extensions, AROUND), (continued, BEFORE), (flooded, BEFORE)],
    ids=["chunk_extensions", "continued", "flooded"],
)
async def test_what_comes_without_end_beside_a_body_is_ended_long_before_the_deadline(
    outreach: Outreach, origin: Origin, said: object, why: str
) -> None:
    origin.answers["/a"] = said  # type: ignore[assignment]
    with pytest.raises(Unreachable, match=why):
        await fetch(outreach, f"{origin.url}/a")
    await serves_others(outreach, origin)


async def test_some_informational_responses_are_passed_over(outreach: Outreach, origin: Origin) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 8
    origin.answers["/a"] = hints + answer(200, body=b"meant")
    assert (await fetch(outreach, f"{origin.url}/a")).body == b"meant"


async def silent(_: asyncio.StreamWriter, __: Asked) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize("said", [drip, silent], ids=lambda f: f.__name__)
async def test_who_is_too_slow_is_given_up_at_the_deadline(
    outreach: Outreach, origin: Origin, said: object
) -> None:
    await serves_others(outreach, origin)  # the process is up
    origin.answers["/a"] = said  # type: ignore[assignment]
    with pytest.raises(Unreachable, match=r"longer than 0\.5 s"):
        await fetch(outreach, f"{origin.url}/a", timeout=0.5)
    await serves_others(outreach, origin)


GARBAGE = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n" * 10,
    "bytes": bytes(range(256)) * 10,
    "no status": b"HTTP/1.1 \r\n\r\n",
    "another protocol": b"HTTP/9.9 200 OK\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nxx",
    "broken off": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx",
    "a chunk that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "broken off in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx",
    "upgraded": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + bytes(100),
}


@pytest.mark.parametrize("name", GARBAGE)
async def test_what_is_no_answer_is_refused_and_costs_nobody_else(
    outreach: Outreach, origin: Origin, name: str
) -> None:
    origin.answers["/a"] = GARBAGE[name]
    if name == "upgraded":
        assert (await fetch(outreach, f"{origin.url}/a")).status == 101
    else:
        with pytest.raises(Unreachable) as refused:
            await fetch(outreach, f"{origin.url}/a")
        assert type(refused.value) is Unreachable
    await serves_others(outreach, origin)


async def serves_others(outreach: Outreach, origin: Origin) -> None:
    origin.answers["/other"] = answer(200, body=b"other")
    assert (await fetch(outreach, f"{origin.url}/other")).body == b"other"
    assert outreach.restarts == 0


# --- compression --------------------------------------------------------------------------------------------------

PACKED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


@pytest.mark.parametrize("encoding", PACKED)
async def test_what_is_compressed_unasked_is_decompressed(
    outreach: Outreach, origin: Origin, encoding: str
) -> None:
    text = b"hello " * 1000
    origin.answers["/a"] = answer(200, {"Content-Encoding": encoding}, PACKED[encoding](text))
    assert (await fetch(outreach, f"{origin.url}/a", most=len(text))).body == text


@pytest.mark.parametrize("encoding", PACKED)
async def test_a_bomb_becomes_no_larger_than_was_asked_for(
    outreach: Outreach, origin: Origin, encoding: str
) -> None:
    origin.answers["/a"] = answer(200, {"Content-Encoding": encoding}, PACKED[encoding](bytes(500 << 20)))
    with pytest.raises(Unreachable, match="more than 1048576 bytes"):
        await fetch(outreach, f"{origin.url}/a")
    await serves_others(outreach, origin)


@pytest.mark.parametrize(
    ("encoding", "body", "why"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "not understood"),
        ("br", b"x", "not understood"),
        ("zstd", b"x", "not understood"),
        ("gzip", b"no gzip", "not what its compression says"),
        ("gzip", gzip.compress(b"hello" * 100)[:-9], "in the middle"),
        ("gzip", gzip.compress(b"x")[:10] + b"\xff" * 100, "not what its compression says"),
    ],
    ids=["twice", "brotli", "zstandard", "none at all", "broken off", "garbage"],
)
async def test_compression_that_is_broken_or_unknown_is_refused(
    outreach: Outreach, origin: Origin, encoding: str, body: bytes, why: str
) -> None:
    origin.answers["/a"] = answer(200, {"Content-Encoding": encoding}, body)
    with pytest.raises(Unreachable, match=why):
        await fetch(outreach, f"{origin.url}/a")


# --- TLS ----------------------------------------------------------------------------------------------------------


async def test_a_certificate_must_be_of_a_trusted_authority(
    outreach: Outreach, make_origin: MakeOrigin
) -> None:
    stranger = make_origin(trustme.CA().issue_cert("localhost"))
    with pytest.raises(Unreachable, match="certificate is not to be trusted"):
        await fetch(outreach, f"{stranger.url}/a")
    assert stranger.asked == []


async def test_a_certificate_must_be_of_the_host(
    outreach: Outreach, make_origin: MakeOrigin, authority: trustme.CA
) -> None:
    wrong = make_origin(authority.issue_cert("other.example"))
    with pytest.raises(Unreachable, match="certificate is not to be trusted: Hostname mismatch"):
        await fetch(outreach, f"{wrong.url}/a")
    assert wrong.asked == []


async def test_a_certificate_must_not_have_expired(
    outreach: Outreach, make_origin: MakeOrigin, authority: trustme.CA
) -> None:
    expired = authority.issue_cert("localhost", not_before=LONG_AGO, not_after=LONG_AGO + timedelta(days=1))
    with pytest.raises(Unreachable, match="certificate has expired"):
        await fetch(outreach, f"{make_origin(expired).url}/a")


async def test_who_speaks_no_tls_is_refused(outreach: Outreach, make_origin: MakeOrigin) -> None:
    plain = make_origin(plain=True)
    plain.greeting = b"220 ready\r\n"
    with pytest.raises(Unreachable, match="cannot be reached"):
        await fetch(outreach, f"https://{plain.authority}/a")
    assert plain.asked == []
