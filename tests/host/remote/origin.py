"""A web server of the test's own, honest or hostile: what it sends is bytes, and what it is asked is written down."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import threading
from collections.abc import Awaitable, Callable
from typing import NamedTuple

CODE = """
class Beat:
    def __init__(self, some_arg="0"):
        self.some_arg = int(some_arg)
    def next(self):
        return {"beat": %d + self.some_arg}
"""


def code(number: int) -> bytes:
    """Of a source `Beat` whose events have that number in them."""
    return (CODE % number).encode()


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    raw: bytes


Served = Callable[[asyncio.StreamWriter, Asked], Awaitable[None]]


def answer(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A whole response; its length is declared, unless the headers say how it goes."""
    said = {k.lower(): v for k, v in (headers or {}).items()}
    if "content-length" not in said and "transfer-encoding" not in said:
        said["content-length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body


class Origin:
    """`answers`: by path, a whole response or a function that writes one. `files`: by path, served with an ETag."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "localhost", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.answers: dict[str, bytes | Served] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self.connections = 0
        self.greeting = b""
        """What it says before it is asked."""
        self._context = context
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http{'s' if self._context else ''}://{self.authority}"

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def start(self) -> Origin:
        """Also again after `stop`, at the same port."""
        up = threading.Event()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(up,), daemon=True)
        self._thread.start()
        assert up.wait(30)
        return self

    def stop(self) -> None:
        """Nobody listens there any more, and nobody is connected."""
        if self._thread is not None:
            self.loop.call_soon_threadsafe(self._end.set)
            self._thread.join(30)
            self._thread = None

    def _run(self, up: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._live(up))
        self.loop.close()

    async def _live(self, up: threading.Event) -> None:
        self._end = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, ssl=self._context, reuse_address=True
        )
        self.port = server.sockets[0].getsockname()[1]
        up.set()
        await self._end.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting)
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(method, path, headers, body, head)
        self.asked.append(asked)
        await self._answer(writer, asked)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _answer(self, writer: asyncio.StreamWriter, asked: Asked) -> None:
        said = self.answers.get(asked.path)
        if isinstance(said, bytes):
            writer.write(said)
        elif said is not None:
            await said(writer, asked)
        else:
            writer.write(self._file(asked))

    def _file(self, asked: Asked) -> bytes:
        text = self.files.get(asked.path)
        if text is None:
            return answer(404, body=b"no such file")
        etag = f'"{hashlib.sha256(text).hexdigest()[:16]}"'
        if asked.headers.get("if-none-match") == etag:
            return answer(304, {"ETag": etag})
        return answer(200, {"ETag": etag}, text)
