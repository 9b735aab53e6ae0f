"""A web server on loopback, in which each bait has a part that is granted, and a part that is not.

Below `/ID/granted/` are traps: redirects, bodies that never end, that come slowly, or that are more than they seem.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Awaitable, Callable
from functools import cache
from urllib.parse import parse_qs, urlsplit

_BOMB = 200 << 20
"""Bytes that a few kilobytes of the bomb become."""
_PIECE = bytes(1 << 16)
_PAUSE = 0.05
Writer = asyncio.StreamWriter


class Web:
    """Serves all baits of one set of walls."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self.touched: set[str] = set()
        """Baits of whose other part something was asked for."""
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def lay_out(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """Requests on one connection, one after another, as a proxy would send them."""
        with contextlib.suppress(
            OSError, ValueError, IndexError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                await self._answer(head.split(" ")[1], writer)
                await writer.drain()
        writer.close()

    async def _answer(self, target: str, writer: Writer) -> None:
        """`target` as a lenient server reads it: decoded by nobody, and climbed in by `..`."""
        parts = urlsplit(target)
        name, _, rest = parts.path.lstrip("/").partition("/")
        trap = _TRAPS.get(rest.removeprefix("granted/"))
        if rest.startswith("granted/") and trap is not None:
            await trap(writer, parts.query)
        elif name in self._secrets and "secret" in rest:
            self.touched.add(name)
            _say(writer, 200, self._secrets[name].encode())
        else:
            _say(writer, 404, b"nothing")


def _say(writer: Writer, status: int, body: bytes, *headers: str) -> None:
    lines = [f"HTTP/1.1 {status} OK", f"Content-Length: {len(body)}", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


async def _note(writer: Writer, _: str) -> None:
    _say(writer, 200, b"for everybody")


async def _redirect(writer: Writer, query: str) -> None:
    _say(writer, 302, b"", f"Location: {parse_qs(query)['to'][0]}")


async def _endless(writer: Writer, _: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(_PIECE)
        await writer.drain()


async def _slow(writer: Writer, _: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(_PAUSE)


async def _bomb(writer: Writer, _: str) -> None:
    _say(writer, 200, _packed(), "Content-Encoding: gzip")


@cache
def _packed() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(_BOMB >> 20)) + packer.flush()


async def _lying(writer: Writer, _: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nx")
    await writer.drain()
    await asyncio.sleep(_PAUSE)
    writer.close()


async def _headers(writer: Writer, _: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


_TRAPS: dict[str, Callable[[Writer, str], Awaitable[None]]] = {
    "note": _note, "redirect": _redirect, "endless": _endless, "slow": _slow, "bomb": _bomb, "lying": _lying,
    "headers": _headers,
}  # fmt: skip
