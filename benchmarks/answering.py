"""A web server on loopback that answers everybody the same: `python -m benchmarks.answering [tls]`.

It says its port, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from typing import cast

import trustme

BODY = b"x" * 1000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n" + BODY
BACKLOG = 4096


class Answering(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._heard = b""

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._heard.endswith(b"\r\n\r\n"):
            return
        self._transport.write(ANSWER)
        if b"\r\nConnection: close\r\n" in self._heard:
            self._transport.close()
        self._heard = b""


def secured() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


async def serve() -> None:
    loop = asyncio.get_running_loop()
    context = secured() if "tls" in sys.argv else None
    server = await loop.create_server(Answering, "127.0.0.1", 0, ssl=context, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
