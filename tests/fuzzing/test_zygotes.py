"""Any bytes out of a scheme's process: the law of `fuzz/targets/zygotes.py`, and a real process that says them."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocaine_sdk.errors import SchemeUnavailable
from cocained.cells.frames import Exited, Ready, Spawned, SpawnFailed, Unloadable
from cocained.cells.zygote import Zygote
from fuzz.targets import zygotes

NUMBERS = st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1)
SAID = (
    st.builds(Ready, st.sampled_from(["forked", "shared", "", "x"]), st.text(max_size=5), st.text(max_size=5))
    | st.builds(Unloadable, st.text(max_size=10))
    | st.builds(Spawned, NUMBERS, NUMBERS)
    | st.builds(SpawnFailed, NUMBERS, st.text(max_size=10))
    | st.builds(Exited, NUMBERS, NUMBERS, st.floats(), NUMBERS)
).map(msgspec.msgpack.encode)
LED = st.tuples(SAID | st.binary(min_size=1, max_size=60), st.booleans()).map(
    lambda one: bytes([len(one[0]) & 0x7F | 0x80 * one[1]]) + one[0]
)


@given(st.lists(LED, max_size=8).map(b"".join) | st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_every_message_is_taken_and_every_descriptor_has_one_owner(data: bytes) -> None:
    zygotes.law(data)


@pytest.mark.parametrize("seed", list(zygotes.seeds()), ids=lambda seed: str(len(seed)))
def test_the_law_holds_for_what_the_fuzzer_begins_with(seed: bytes) -> None:
    zygotes.law(seed)


SAYS = """
import socket, sys
end = socket.socket(fileno=int(sys.argv[1]))
end.send(bytes.fromhex(sys.argv[2]))
end.recv(1)
"""


class Talking(Zygote):
    """A real process on a real socket, which says one thing and stays."""

    def __init__(self, said: bytes) -> None:
        self._said = said
        super().__init__("python", lambda _: None)

    def _launch(self, theirs: socket.socket) -> Any:
        line = [sys.executable, "-I", "-S", "-c", SAYS, str(theirs.fileno()), self._said.hex()]
        return subprocess.Popen(line, pass_fds=(theirs.fileno(),))


@pytest.mark.parametrize(
    "said",
    [
        b"\xc1",
        b"no message",
        msgspec.msgpack.encode({"type": "nobody"}),
        msgspec.msgpack.encode({"type": "spawned"}),
        b"\x91" * 3000,
    ],
    ids=["no msgpack", "text", "no such message", "half a message", "too deep"],
)
async def test_a_process_that_says_what_is_no_message_is_ended_and_that_is_told(said: bytes) -> None:
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: raised.append(context))
    zygote = Talking(said)
    why = await asyncio.wait_for(zygote.ended, 30)
    assert why.startswith("its process said what is no message")
    with pytest.raises(SchemeUnavailable, match="no message"):
        await zygote.ready()
    assert raised == []


async def test_a_process_that_says_twice_that_it_is_ready_is_ready() -> None:
    ready = Ready("forked", "", "a 1")
    zygote = Talking(msgspec.msgpack.encode(ready))
    try:
        assert await zygote.ready() == ready
        zygote._hear(msgspec.msgpack.encode(Ready("shared", "", "b 2")), [])
        assert await zygote.ready() == ready
    finally:
        zygote.kill()
        await zygote.ended


async def test_a_descriptor_that_nobody_asked_for_is_closed() -> None:
    zygote = Talking(msgspec.msgpack.encode(Ready("forked", "", "a 1")))
    try:
        descriptor = os.open(os.devnull, os.O_RDONLY)
        zygote._hear(msgspec.msgpack.encode(Unloadable("no")), [descriptor])
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)
    finally:
        zygote.kill()
        await zygote.ended
