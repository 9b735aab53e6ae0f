"""The way out of a cell, on the cell's side: each step is a question to the host, which decides.

A file, and a connection, come as a descriptor; what is fetched comes in a frame.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Mapping

from cocaine_sdk.reach import MAX_BODY, NotGranted, Response, Wants
from cocained.cells.frames import PATIENCE
from cocained.cells.inside.connection import HostConnection
from cocained.cells.inside.wire import Wire
from cocained.cells.outside import (
    MAX_URL,
    Connect,
    Fetched,
    FetchUrl,
    OpenFile,
    ReachAnswer,
    ReachCall,
    ReadEnv,
    Unreached,
    Want,
)

_MARGIN, _MOST_MARGIN = 0.2, 0.5
"""Part of a run's time, and seconds, that are left to tell the source that a wait was too long, and to hear of it."""


class HostReach:
    """The `Reach` of the contract."""

    def __init__(self, wire: Wire, env: Mapping[str, str | None]) -> None:
        self.env = env
        self._wire = wire
        self._end = 0.0
        """When the source's waits must have ended, on the monotonic clock."""
        self.begin_run(PATIENCE)

    def begin_run(self, seconds: float) -> None:
        """A call begins that may last so long."""
        self._end = time.monotonic() + seconds - min(seconds * _MARGIN, _MOST_MARGIN)

    def left(self) -> float:
        """Seconds for the source's next wait. Raises `TimeoutError`."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("no time is left of this run")
        return left

    def variable(self, name: str) -> str | None:
        if type(name) is not str:
            raise TypeError(f"the name of a variable is a string, not {type(name).__name__}")
        if name in self.env:
            return self.env[name]
        self._ask(ReadEnv(name))
        return None

    def open(self, path: str) -> io.BufferedReader:
        self._ask(OpenFile(_text(path, "a path")))
        return io.open(self._wire.descriptor(), "rb")  # noqa: UP020  the source's own `open` is another

    def connect(self, host: str, port: int, timeout: float | None = None) -> HostConnection:
        if type(port) is not int or not 0 < port < 1 << 16:
            raise ValueError(f"a port is a number from 1 to 65535, not {port!r:.100}")
        self._ask(Connect(_text(host, "a host"), port, self._seconds(timeout)))
        return HostConnection(self._wire.descriptor(), timeout, self.left)

    def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
    ) -> Response:
        if body is not None and len(body) > MAX_BODY:
            raise ValueError(f"a body of {len(body)} bytes, and {MAX_BODY} are the most")
        url = _text(url, "a URL")
        if len(url) > MAX_URL:
            raise ValueError(f"a URL of {len(url)} characters, and {MAX_URL} are the most")
        named = tuple((_text(k, "a header"), _text(v, "a header")) for k, v in (headers or {}).items())
        answer = self._ask(FetchUrl(url, _text(method, "a method"), named, body, self._seconds(timeout)))
        assert isinstance(answer, Fetched)
        return Response(answer.status, answer.url, answer.headers, answer.body)

    def want(self, wants: Wants) -> None:
        want = Want(wants.read, wants.connect, wants.fetch, wants.env)
        if want.excess:
            raise ValueError(want.excess)
        self._ask(want)
        self.env = {name: value for name, value in self.env.items() if name in wants.env}

    def _seconds(self, timeout: float | None) -> float:
        left = self.left()
        if timeout is None:
            return left
        if type(timeout) not in (int, float) or not timeout > 0:
            raise ValueError(f"a timeout is a number of seconds above 0, not {timeout!r:.100}")
        return min(left, timeout)

    def _ask(self, question: ReachCall) -> ReachAnswer:
        answer = self._wire.reach(question)
        if isinstance(answer, Unreached):
            raise _error(answer, question)
        return answer


def _error(answer: Unreached, question: ReachCall) -> Exception:
    if answer.denied:
        return NotGranted(answer.why)
    if answer.errno:
        return OSError(answer.errno, answer.why)
    return ValueError(answer.why) if isinstance(question, Want) else OSError(answer.why)


def _text(value: object, what: str) -> str:
    """Such as a frame can hold."""
    if isinstance(value, os.PathLike):
        value = value.__fspath__()
    if not isinstance(value, str):
        raise TypeError(f"{what} is a string, not {type(value).__name__}")
    return str(value).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
