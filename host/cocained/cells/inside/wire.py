"""The far side's end of a cell's socket: blocking, as a cell has nothing else to do than to wait."""

from __future__ import annotations

import errno
import os
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
from cocained.cells.outside import ReachAnswer, ReachCall

CHUNK = 1 << 16
MOST_DESCRIPTORS = 1
"""That come with one answer, and there is one answer at a time."""
_decoder = msgspec.msgpack.Decoder(ToCell)
T = TypeVar("T")


class HostGone(EOFError):
    """The host has closed the socket: the cell's end."""


class Wire:
    """Calls come in order; a store's answer may come behind calls that are already waiting."""

    def __init__(self, sock: socket.socket, receives: bool = False) -> None:
        """`receives`: descriptors may come along."""
        self._sock = sock
        self._receives = receives
        self._splitter = Splitter()
        self._calls: deque[Call | Patience] = deque()
        self.patience = PATIENCE
        """Seconds that the last call taken may last."""
        self._values: deque[StoreValue] = deque()
        self._answers: deque[ReachAnswer] = deque()
        self._descriptors: deque[int] = deque()

    def next_call(self) -> Call:
        while isinstance(message := self._wait(self._calls), Patience):
            self.patience = message.seconds
        return message

    def ask(self, question: FromCell) -> StoreValue:
        """Send a store call and wait for its answer."""
        self.tell(question)
        return self._wait(self._values)

    def reach(self, question: ReachCall) -> ReachAnswer:
        """Ask for something outside of the cell, and wait for the answer."""
        self.tell(question)
        return self._wait(self._answers)

    def descriptor(self) -> int:
        """What came along with an `Opened`. Raises `OSError`."""
        if not self._descriptors:  # the kernel drops what a process may not hold
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return self._descriptors.popleft()

    def tell(self, message: FromCell) -> None:
        """Send a frame. Raises `FrameTooLarge` before anything is sent."""
        self._sock.sendall(encode(message))

    def _wait(self, queue: deque[T]) -> T:
        while not queue:
            data = self._receive()
            if not data:
                raise HostGone
            for frame in self._splitter.feed(data):
                self._sort(_decoder.decode(frame))
        return queue.popleft()

    def _receive(self) -> bytes:
        if not self._receives:
            return self._sock.recv(CHUNK)
        data, descriptors, _, _ = socket.recv_fds(self._sock, CHUNK, MOST_DESCRIPTORS)
        self._descriptors += descriptors
        return data

    def _sort(self, message: ToCell) -> None:
        if isinstance(message, StoreValue):
            self._values.append(message)
        elif isinstance(message, ReachAnswer):
            self._answers.append(message)
        else:
            self._calls.append(message)
