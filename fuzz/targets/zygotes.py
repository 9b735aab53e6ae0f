"""What comes out of a scheme's process: each message is understood, or ends the process, and nothing leaks."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from cocaine_sdk.errors import Overloaded, SchemeUnavailable
from cocained.cells.frames import Exited, Ready, Spawned, SpawnFailed, Unloadable
from cocained.cells.zygote import Zygote
from fuzz.loop import run

WORDS = ("ready", "unloadable", "spawned", "spawn_failed", "exited", "type", "cell", "pid", "why", "status")
_MESSAGES = (
    Ready("forked", "python.d", "cocaine-plugin-python 1"),
    Unloadable("ImportError"),
    Spawned(1, 4711),
    SpawnFailed(2, "no room"),
    Exited(1, -9, 0.5, 1 << 20),
)
_WITH_DESCRIPTOR = 0x80
_SPAWNING = (1, 2)


def seeds() -> Iterable[bytes]:
    """A byte before each message: its length, and whether a descriptor comes along."""
    each = [msgspec.msgpack.encode(message) for message in _MESSAGES]
    yield from (bytes([len(one) | along]) + one for one in each for along in (0, _WITH_DESCRIPTOR))
    yield b"".join(bytes([len(one) | _WITH_DESCRIPTOR]) + one for one in each)


def law(data: bytes) -> None:
    run(_every_message_is_taken_and_every_descriptor_has_one_owner(list(messages(data))))


def messages(data: bytes) -> Iterator[tuple[bytes, bool]]:
    place = 0
    while place < len(data):
        length = data[place] & ~_WITH_DESCRIPTOR
        body = data[place + 1 : place + 1 + length]
        if body:  # an empty one is the end of the process
            yield body, bool(data[place] & _WITH_DESCRIPTOR)
        place += 1 + length


async def _every_message_is_taken_and_every_descriptor_has_one_owner(said: list[tuple[bytes, bool]]) -> None:
    zygote = _Silent("python", lambda _: None)
    handed: list[int] = []
    for body, with_descriptor in said:
        along = [os.open(os.devnull, os.O_RDONLY)] if with_descriptor else []
        handed += along
        zygote._hear(body, along)
    owned = [born.result()[1] for born in zygote.waiting if born.done() and born.exception() is None]
    for descriptor in owned:
        os.close(descriptor)
    assert len(set(owned)) == len(owned)
    zygote.end()
    for born in zygote.waiting:
        assert not born.done() or born.exception() is None or isinstance(born.exception(), Overloaded)
    for descriptor in handed:
        assert not _is_open(descriptor)
    if zygote._ready.done() and zygote._ready.exception() is not None:
        assert isinstance(zygote._ready.exception(), SchemeUnavailable)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class _Silent(Zygote):
    """Without a process: what it says is what the law is given."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.waiting = [asyncio.get_running_loop().create_future() for _ in _SPAWNING]
        self._spawning.update(zip(_SPAWNING, self.waiting, strict=True))

    def _launch(self, theirs: socket.socket) -> Any:  # noqa: ARG002
        return _Nobody()

    def end(self) -> None:
        self._loop.remove_reader(self._sock.fileno())
        self._sock.close()


class _Nobody:
    def kill(self) -> None: ...
