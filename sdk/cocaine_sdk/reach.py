"""What a source may reach outside of its cell, where the operator has granted it (sources.md, Reaching outside)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Protocol

import msgspec

MAX_BODY = (1 << 20) - (1 << 16)
"""Bytes of a body that is sent or fetched."""


class NotGranted(PermissionError):
    """What a source asked for is not granted to it. Its words say what, and what can be done."""


NotGranted.__name__ = NotGranted.__qualname__ = (
    PermissionError.__name__
)  # a source's author knows it by this name


class Wants(msgspec.Struct, frozen=True):
    """What a source says that it wants: it gets no more than that of what it is granted. As in a `[[grant]]`."""

    read: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()
    fetch: tuple[str, ...] = ()
    env: tuple[str, ...] = ()

    @classmethod
    def of(cls, stated: object) -> Wants:
        """Of what a source's `wants` holds, as JSON says it. Raises `ValueError`, with what is wrong with it."""
        try:
            wants = msgspec.convert(stated, dict[str, tuple[str, ...]])
        except msgspec.ValidationError as error:
            raise ValueError(
                f"wants is an object with lists of words, as a [[grant]] has them: {error}"
            ) from None
        known = cls.__struct_fields__
        for key in wants:
            if key not in known:
                raise ValueError(f"wants has no {key[:80]!r}; it has {', '.join(known)}")
        return cls(**wants)


class Response(msgspec.Struct, frozen=True):
    """What a web server answered, whatever its status."""

    status: int
    url: str
    """That of the last redirect."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes


class Connection(Protocol):
    """A TCP connection. Waits end with a `TimeoutError` at the connection's timeout, or just before the run's."""

    def send(self, data: bytes) -> None:
        """All of it."""

    def recv(self, most: int = 65536) -> bytes:
        """What has come, so many bytes at most; nothing at the end of the connection."""

    def readline(self, most: int = 65536) -> bytes:
        """A line with its end; less at the end of the connection, or where it is longer."""

    def close(self) -> None: ...


class Reach(Protocol):
    """The way out of a cell. What is not granted raises `NotGranted`, with a sentence."""

    env: Mapping[str, str | None]
    """The variables of the daemon's environment that are granted; None where one is not set."""

    def variable(self, name: str) -> str | None:
        """One of them."""

    def open(self, path: str) -> io.BufferedReader:
        """A regular file. Raises `OSError`."""

    def connect(self, host: str, port: int, timeout: float | None = None) -> Connection:
        """`timeout`: seconds of each wait, None for as long as the run has. Raises `OSError`."""

    def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
    ) -> Response:
        """`timeout`: seconds, None for as long as the run has. Raises `OSError`."""

    def want(self, wants: Wants) -> None:
        """From now on the source reaches no more than that. Told once, while it is loaded. Raises `ValueError`."""


class Nothing:
    """A `Reach` where nothing is granted: that of a runtime outside of a cell."""

    env: Mapping[str, str | None] = {}

    def variable(self, name: str) -> NoReturn:
        raise NotGranted(f"env: {name} is not granted: there is no daemon here")

    def open(self, path: str) -> NoReturn:
        raise NotGranted(f"open: {path} is not granted: there is no daemon here")

    def connect(self, host: str, port: int, timeout: float | None = None) -> NoReturn:  # noqa: ARG002
        raise NotGranted(f"connect: {host}:{port} is not granted: there is no daemon here")

    def fetch(self, url: str, *_: Any, **__: Any) -> NoReturn:
        raise NotGranted(f"fetch: {url} is not granted: there is no daemon here")

    def want(self, wants: Wants) -> None:
        """It gets nothing, whatever it wants."""


def lines(connection: Connection) -> Iterator[bytes]:
    """Line after line, to the end of the connection."""
    while line := connection.readline():
        yield line
