"""What a source asks of the world outside of its cell: put to the host, and answered as `6_reaching.js` reads it."""

from __future__ import annotations

import base64
import errno
import itertools
from typing import Any

from cocaine_sdk.reach import MAX_BODY, Connection, Reach

VERBS = frozenset(("open", "fetch", "connect", "send", "recv", "readline", "close", "env"))
MOST_CONNECTIONS = 16

Data = tuple[str | None, str | None]
"""Text, or base64."""


class Ways:
    """The ways out of one cell, and the connections that are open in it, by their numbers."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._numbers = itertools.count(1)
        self._connections: dict[int, Connection] = {}

    def answer(self, verb: str, words: list[Any]) -> list[Any]:
        """`[True, value]`, or `[False, name, words, code]` of an error."""
        try:
            return [True, self._answer(verb, words)]
        except PermissionError as error:
            return _failed("PermissionError", error)
        except FileNotFoundError as error:
            return _failed("NotFoundError", error)
        except TimeoutError as error:
            return _failed("TimeoutError", error)
        except (TypeError, ValueError) as error:
            return _failed("TypeError", error)
        except OSError as error:
            return _failed("Error", error)

    def _answer(self, verb: str, words: list[Any]) -> Any:
        match verb, words:
            case "open", [path]:
                return self._read(path)
            case "fetch", [url, method, headers, body, timeout]:
                return self._fetch(url, method, headers, body, timeout)
            case "connect", [host, port, timeout]:
                return self._connect(host, port, timeout)
            case "send", [number, data]:
                return self._connection(number).send(_bytes(data))
            case "recv", [number, most]:
                return base64.b64encode(self._connection(number).recv(_whole(most))).decode()
            case "readline", [number, most]:
                return self._connection(number).readline(_whole(most)).decode(errors="replace")
            case "close", [number]:
                return self._close(number)
            case "env", [name]:
                return self._reach.variable(name)
        raise TypeError(f"there is no {verb}")

    def _read(self, path: str) -> Data:
        with self._reach.open(path) as file:
            content = file.read(MAX_BODY + 1)
        if len(content) > MAX_BODY:
            raise OSError(
                errno.EFBIG, f"{path}: the file has more than the {MAX_BODY} bytes that are read at once"
            )
        return _data(content)

    def _fetch(
        self, url: str, method: str, headers: list[tuple[str, str]], body: Data | None, timeout: float | None
    ) -> list[Any]:
        sent = None if body is None else _bytes(body)
        got = self._reach.fetch(url, method, dict(headers), sent, _seconds(timeout))
        return [got.status, got.url, got.headers, _data(got.body)]

    def _connect(self, host: str, port: Any, timeout: float | None) -> int:
        if len(self._connections) >= MOST_CONNECTIONS:
            raise OSError(
                errno.EMFILE,
                f"{MOST_CONNECTIONS} connections are open already: close those that are not used",
            )
        connection = self._reach.connect(host, _whole(port), _seconds(timeout))
        number = next(self._numbers)
        self._connections[number] = connection
        return number

    def _connection(self, number: int) -> Connection:
        connection = self._connections.get(number)
        if connection is None:
            raise OSError(errno.EBADF, "the connection is closed")
        return connection

    def _close(self, number: int) -> None:
        connection = self._connections.pop(number, None)
        if connection is not None:
            connection.close()


def _failed(name: str, error: Exception) -> list[Any]:
    number = error.errno if isinstance(error, OSError) else None
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return [False, name, words, errno.errorcode.get(number or 0, "")]


def _data(content: bytes) -> Data:
    try:
        return content.decode(), None
    except UnicodeDecodeError:
        return None, base64.b64encode(content).decode()


def _bytes(data: Data) -> bytes:
    text, encoded = data
    return base64.b64decode(encoded) if encoded is not None else (text or "").encode()


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _whole(number: Any) -> int:
    """NaN and the infinities come as None."""
    if type(number) is not int:
        raise TypeError("it takes a whole number")
    return number
