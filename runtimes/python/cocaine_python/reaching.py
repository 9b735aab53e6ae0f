"""`open`, `fetch`, `connect` and `env`, as a source finds them: functions, with no way to what does the work."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

from cocaine_sdk.reach import Connection, Reach, Response

_MODES = {"r": False, "rt": False, "tr": False, "rb": True, "br": True}
"""How a file can be opened, and whether that gives bytes."""


class _Lines:
    """What is read line by line, and closed at the end of a `with`."""

    __slots__ = ("close", "readline")
    close: Callable[[], None]
    readline: Callable[[], Any]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class SourceFile(_Lines):
    """A file that is read (sources.md)."""

    __slots__ = ("name", "read", "readlines", "seek", "tell")
    name: str

    def __repr__(self) -> str:
        return f"<file {self.name!r}: read, readline, readlines, seek, tell, close>"


class SourceConnection(_Lines):
    """A TCP connection (sources.md)."""

    __slots__ = ("recv", "send")

    def __repr__(self) -> str:
        return "<connection: send, recv, readline, close>"


class Headers(Mapping[str, str]):
    """By their names, in whatever case."""

    __slots__ = ("named",)

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        self.named: dict[str, str] = {}
        for name, value in headers:
            self.named[name] = f"{self.named[name]}, {value}" if name in self.named else value

    def __getitem__(self, name: str) -> str:
        return self.named[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self.named)

    def __len__(self) -> int:
        return len(self.named)

    def __repr__(self) -> str:
        return repr(self.named)


class FetchResponse:
    """What a web server answered (sources.md)."""

    __slots__ = ("body", "headers", "status", "url")

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.url = response.url
        self.headers = Headers(response.headers)
        self.body = response.body

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    def text(self, encoding: str = "utf-8") -> str:
        return self.body.decode(encoding, "replace")

    def json(self) -> Any:
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"<response {self.status} of {self.url}>"


class Environment(Mapping[str, str]):
    """The variables of the daemon's environment that are granted, and, where the source says so, wanted."""

    __slots__ = ("_read", "_set")

    def __init__(self, names: Callable[[], tuple[str, ...]], read: Callable[[str], str]) -> None:
        self._set = names
        self._read = read

    @property
    def _names(self) -> tuple[str, ...]:
        return self._set()

    def __getitem__(self, name: str) -> str:
        return self._read(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<env: {', '.join(self._names)}>"


def facade_of_open(reach: Reach) -> Callable[..., SourceFile]:
    def open(
        path: Any, mode: str = "r", encoding: str | None = "utf-8", errors: str | None = None
    ) -> SourceFile:
        binary = _MODES.get(mode)
        if binary is None:
            raise ValueError(
                f"open: the mode is 'r' or 'rb', not {mode!r:.40}: a source reads files and writes none"
            )
        raw = reach.open(path)
        try:
            return _file(str(path), raw if binary else io.TextIOWrapper(raw, encoding or "utf-8", errors))
        except BaseException:
            raw.close()
            raise

    return open


def _file(name: str, opened: io.BufferedReader | io.TextIOWrapper) -> SourceFile:
    facade = SourceFile()

    def read(size: int | None = -1) -> Any:
        return opened.read(-1 if size is None else size)

    def readline(size: int = -1) -> Any:
        return opened.readline(size)

    def readlines(hint: int = -1) -> list[Any]:
        return list(opened.readlines(hint))

    def seek(offset: int, whence: int = 0) -> int:
        return opened.seek(offset, whence)

    def tell() -> int:
        return opened.tell()

    def close() -> None:
        opened.close()

    facade.name = name
    _give(facade, "file", (read, readline, readlines, seek, tell, close))
    return facade


def facade_of_fetch(reach: Reach) -> Callable[..., FetchResponse]:
    def fetch(
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        timeout: float | None = None,
    ) -> FetchResponse:
        return FetchResponse(
            reach.fetch(url, method, headers, None if body is None else _bytes(body), timeout)
        )

    return fetch


def facade_of_connect(reach: Reach) -> Callable[..., SourceConnection]:
    def connect(host: str, port: int, timeout: float | None = None) -> SourceConnection:
        return _connection(reach.connect(host, port, timeout))

    return connect


def _connection(opened: Connection) -> SourceConnection:
    facade = SourceConnection()

    def send(data: bytes | str) -> None:
        opened.send(_bytes(data))

    def recv(most: int = 65536) -> bytes:
        return opened.recv(most)

    def readline(most: int = 65536) -> bytes:
        return opened.readline(most)

    def close() -> None:
        opened.close()

    _give(facade, "connection", (send, recv, readline, close))
    return facade


def facade_of_env(reach: Reach) -> Environment:
    def read(name: str) -> str:
        value = reach.variable(name)
        if value is None:
            raise KeyError(name)
        return value

    def names() -> tuple[str, ...]:
        return tuple(name for name, value in reach.env.items() if value is not None)

    return Environment(names, read)


def _give(facade: object, named: str, functions: Iterable[Callable[..., Any]]) -> None:
    for function in functions:
        function.__qualname__ = f"{named}.{function.__name__}"
        setattr(facade, function.__name__, function)


def _bytes(data: object) -> bytes:
    if isinstance(data, str):
        return data.encode()
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data)
    raise TypeError(f"bytes or a string are sent, not {type(data).__name__}")
