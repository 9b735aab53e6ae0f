"""The far side's end of a cell's socket: blocking, as a cell has nothing else to do than to wait."""

from __future__ import annotations

import socket
from collections import deque
from typing import TypeVar

import msgspec

from cocained.cells.frames import (
    PATIENCE,
    Call,
    FromCell,
    Patience,
    Splitter,
    StoreValue,
    ToCell,
    encode,
)

CHUNK = 1 << 16
_decoder = msgspec.msgpack.Decoder(ToCell)
T = TypeVar("T")


class HostGone(EOFError):
    """The host has closed the socket: the cell's end."""


class Wire:
    """Calls come in order; a store's answer may come behind calls that are already waiting."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._splitter = Splitter()
        self._calls: deque[Call | Patience] = deque()
        self.patience = PATIENCE
        """Seconds that the last call taken may last."""
        self._values: deque[StoreValue] = deque()

    def next_call(self) -> Call:
        while isinstance(message := self._wait(self._calls), Patience):
            self.patience = message.seconds
        return message

    def ask(self, question: FromCell) -> StoreValue:
        """Send a store call and wait for its answer."""
        self.tell(question)
        return self._wait(self._values)

    def tell(self, message: FromCell) -> None:
        """Send a frame. Raises `FrameTooLarge` before anything is sent."""
        self._sock.sendall(encode(message))

    def _wait(self, queue: deque[T]) -> T:
        while not queue:
            data = self._sock.recv(CHUNK)
            if not data:
                raise HostGone
            for frame in self._splitter.feed(data):
                message = _decoder.decode(frame)
                if isinstance(message, StoreValue):
                    self._values.append(message)
                else:
                    self._calls.append(message)
        return queue.popleft()
