"""However large a body is, a bounded part of it is read."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugins.http.conftest import CheckUri, MakeServer, Visit

MIB = 1024 * 1024


async def pour(visit: Visit) -> None:
    """A body without an end."""
    await visit.answer(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await visit.answer(b"x" * 65536)


async def test_an_endless_body_is_read_to_the_limit_and_the_connection_closed(
    check: CheckUri, serve: MakeServer
) -> None:
    event = await check((await serve(pour)).uri())
    assert (event["availability"], event["truncated"], event["body_size"]) == ("available", True, MIB)
    assert event["body_sha256"] == hashlib.sha256(b"x" * MIB).hexdigest()


@pytest.mark.parametrize(("written", "limit"), [("0", 0), ("1000", 1000), ("3MiB", 3 * MIB)])
async def test_the_limit_can_be_set(check: CheckUri, serve: MakeServer, written: str, limit: int) -> None:
    event = await check((await serve(pour)).uri(f"/#body_limit={written}"))
    assert (event["truncated"], event["body_size"]) == (True, limit)


@pytest.mark.parametrize("size", [9999, 10_000, 10_001])
async def test_a_body_is_truncated_only_where_there_is_more_than_the_limit(
    check: CheckUri, serve: MakeServer, size: int
) -> None:
    body = b"x" * size
    server = await serve(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode() + body)
    event = await check(server.uri("/#body_limit=10000"))
    assert event.get("truncated", False) == (size > 10_000)
    assert event["body_sha256"] == hashlib.sha256(body[:10_000]).hexdigest()


async def test_what_is_compressed_is_not_asked_for_and_never_unpacked(
    check: CheckUri, serve: MakeServer
) -> None:
    bomb = gzip.compress(b"\0" * (256 * MIB), compresslevel=1)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    server = await serve(head.encode() + bomb)
    event = await check(server.uri("/#body_limit=16MiB"))
    assert server.visits[0].header("accept-encoding") == "identity"
    assert (event["availability"], event["body_size"]) == ("available", len(bomb))


@pytest.mark.parametrize(("place", "found"), [(65_000, True), (66_000, False)])
async def test_a_pattern_is_looked_for_in_the_first_65536_characters(
    check: CheckUri, serve: MakeServer, place: int, found: bool
) -> None:
    body = b"x" * place + b"needle" + b"x" * 100_000
    server = await serve(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    for pattern in ("needle", "need[l]e"):
        assert (await check(server.uri(f"/#body={pattern}"))).get("reason") == (None if found else "body")
