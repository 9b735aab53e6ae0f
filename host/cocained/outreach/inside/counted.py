"""A connection whose server may say so much and no more: also what stands around a response, and comes before it."""

from __future__ import annotations

import asyncio
from functools import partial

from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage
from aiohttp.streams import StreamReader

from cocained.outreach.inside.refusing import Refused

MOST_INFORMATIONAL = 8
"""Responses of 1xx before the one that is meant."""
AROUND = 2 << 20
"""Bytes beside those of the body: headers, what frames the parts of a body, and trailers."""
_SWITCHING = 101


class Counted(ResponseHandler):
    """Ends a connection that goes beyond: its reader is told by a `Refused`."""

    def __init__(self, most: int, loop: asyncio.AbstractEventLoop) -> None:
        """`most`: bytes of a body."""
        super().__init__(loop)
        self._left = most + AROUND
        self._informational = 0

    def data_received(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            self._end("its response has more around its body than any needs")
        else:
            super().data_received(data)

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        if 100 <= data[0].code < 200 and data[0].code != _SWITCHING:
            self._informational += 1
        if self._informational <= MOST_INFORMATIONAL:
            super().feed_data(data, size)
        else:
            self._end(f"more than {MOST_INFORMATIONAL} informational responses came before its response")

    def _end(self, why: str) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        error = Refused(why)
        if self._payload is not None:
            self._payload.set_exception(error)
        self.set_exception(error)
        self.transport.abort()


def count(connector: TCPConnector, most: int) -> None:
    """Have it make such connections. It has no argument for them."""
    loop = asyncio.get_running_loop()

    def made() -> ResponseHandler:
        return Counted(most, loop)

    connector._factory = partial(made)
