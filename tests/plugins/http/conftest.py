"""Real servers on loopback, well-behaved and otherwise, and one check of a URI."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import trustme

from cocaine_http import Http, tls

Handler = Callable[["Visit"], Awaitable[None]]
Event = dict[str, Any]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Visit:
    """One request to a server: its head, and the connection on which it came."""

    def __init__(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = head
        self.line = head.partition("\r\n")[0]
        self.path = self.line.split(" ")[1]
        self.reader = reader
        self.writer = writer

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            if line.lower().startswith(f"{name.lower()}: "):
                return line.partition(": ")[2]
        return None

    async def answer(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def gone(self) -> None:
        """Until the client has closed the connection."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(65536):
                pass


class Server:
    """Hands each request to its handler; keeps connections until the handler closes them."""

    def __init__(self, handler: Handler, scheme: str, host: str) -> None:
        self.visits: list[Visit] = []
        self.connections = 0
        self._handler = handler
        self._scheme = scheme
        self._host = host
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def uri(self, rest: str = "/", userinfo: str = "") -> str:
        return f"{self._scheme}://{userinfo}{self._host}:{self.port}{rest}"

    async def start(self, context: ssl.SSLContext | None) -> None:
        self._server = await asyncio.start_server(
            self._connected, self._host.strip("[]"), 0, ssl=context, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while not writer.is_closing():
                    head = (await reader.readuntil(b"\r\n\r\n")).decode()
                    self.visits.append(Visit(head, reader, writer))
                    await self._handler(self.visits[-1])
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def close(self) -> None:
        self._server.close()
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed in the loop's next turn


MakeServer = Callable[..., Awaitable[Server]]
CheckUri = Callable[[str], Awaitable[Event]]


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[MakeServer]:
    """Starts servers: `await serve(handler)`; by default they answer 200 with the body `ok`."""
    servers: list[Server] = []

    async def make(
        handler: Handler | bytes = OK, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> Server:
        handle = answering(handler) if isinstance(handler, bytes) else handler
        servers.append(Server(handle, "https" if context else "http", host))
        await servers[-1].start(context)
        return servers[-1]

    yield make
    for server in servers:
        await server.close()


def answering(raw: bytes) -> Handler:
    async def answer(visit: Visit) -> None:
        await visit.answer(raw)

    return answer


@pytest.fixture
def check() -> CheckUri:
    """One check of a source that is made for it."""

    async def once(uri: str) -> Event:
        source = Http(uri)
        try:
            return await source.next()
        finally:
            await source.close()

    return once


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """One that the plugin trusts from now on."""
    made = trustme.CA()
    made.configure_trust(tls.VERIFIED)
    return made


MakeContext = Callable[..., ssl.SSLContext]


@pytest.fixture
def secured(authority: trustme.CA) -> MakeContext:
    """The server's side of TLS: `secured("127.0.0.1", expires_in=timedelta(days=30))`."""

    def make(
        name: str = "127.0.0.1",
        expires_in: timedelta = timedelta(days=30),
        signed_by: trustme.CA = authority,
    ) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        now = datetime.now(UTC)
        began = now - timedelta(days=365)
        signed_by.issue_cert(name, not_before=began, not_after=now + expires_in).configure_cert(context)
        return context

    return make
