"""What all checks of one event loop share: two sessions of aiohttp, and a resolver.

There is no limit of connections: each source has one at a time. Waiting for a free one would look like an outage.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, WeakSet

from aiohttp import (
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.client_exceptions import ClientConnectorError
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from cocaine_http.journey import Phase, underway
from cocaine_http.resolving import Resolver
from cocaine_http.tls import Handshake

HEADERS = {"User-Agent": "cocaine-http", "Accept-Encoding": "identity"}
"""Compressed bodies are not asked for, and never unpacked: a small one can become a huge one."""
KEPT = 90.0
"""Seconds for which a connection is kept without use: for checks that come once a minute."""
LONGEST_LINE = 32 * 1024
MOST_LINES = 256


class Dropped(Exception):
    """The connection broke before there was a response."""

    def __init__(self, error: ClientOSError | ServerDisconnectedError) -> None:
        self.error = error
        super().__init__(str(error))


class Sessions:
    """Those of one loop: made with the first source that joins, closed when the last one leaves."""

    _of: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, Sessions]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self.resolver = Resolver()
        self.fresh = _session(_Connector(resolver=self.resolver, force_close=True))
        """A new connection for each request."""
        self.kept = _session(_Connector(resolver=self.resolver, keepalive_timeout=KEPT))
        """Connections are used again."""
        self._users = 0

    @classmethod
    def join(cls) -> Sessions:
        """Those of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in cls._of:
            cls._of[loop] = cls()
        sessions = cls._of[loop]
        sessions._users += 1
        return sessions

    async def leave(self) -> None:
        self._users -= 1
        if self._users == 0:
            del self._of[asyncio.get_running_loop()]
            await self.fresh.close()
            await self.kept.close()
            await self.resolver.close()


class _Connector(TCPConnector):
    """Tells the journey when there is a connection, whether it was used before, and what its handshake has found."""

    def __init__(self, **options: Any) -> None:
        super().__init__(limit=0, use_dns_cache=False, **options)
        self._used: WeakSet[asyncio.Transport] = WeakSet()

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: ClientTimeout,  # noqa: ASYNC109  the signature is aiohttp's
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        transport = connection.transport
        journey = underway.get()
        if transport in self._used:
            journey.reuse()
        elif transport is not None:
            self._used.add(transport)
        journey.enter(Phase.FIRST_BYTE)
        handshake = transport.get_extra_info("ssl_object") if transport else None
        if isinstance(handshake, Handshake):
            journey.not_after = handshake.not_after
        return connection


def _session(connector: TCPConnector) -> ClientSession:
    return ClientSession(
        connector=connector,
        headers=HEADERS,
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
        max_headers=MOST_LINES,
        middlewares=(_sent_once,),
    )


async def _sent_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """aiohttp would send again what a server has dropped; a check must tell of it. Raises `Dropped`."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise Dropped(error) from error
