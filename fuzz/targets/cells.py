"""What comes out of a cell: it is answered, or the cell is condemned; and it reaches no more than it was granted."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw

from cocaine_sdk.failure import Failure
from cocaine_sdk.redaction import Scrub
from cocaine_sdk.testing import FakeClock
from cocained.cells import events, frames, outside
from cocained.cells.conversation import Conversation
from cocained.cells.frames import FrameTooLarge, Splitter, StoreCall, StoreValue
from cocained.cells.reachable import Outside
from cocained.cells.reaching import Reaching
from cocained.config.tables import GrantConfig
from cocained.core.contracts import EventFields, LiveCell, Pending
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Kind
from cocained.core.timers import Timers
from cocained.outreach import orders
from cocained.outreach.urls import Url
from fuzz.loop import run, settle

URI = "python:///file.py/MyClass?password={secret:db}"
SECRET = "hunter2"
"""What is put into it."""
GRANT = GrantConfig(
    source="python:///file.py/*",
    read=("/proc/stat", "/srv/data"),
    connect=("127.0.0.1:3306", "db.example.com:5432"),
    fetch=("https://api.example.com/v1/",),
    env=("LANG",),
)
CALLS = (
    frames.Load(URI, None), frames.Next(), frames.Process(b"data"), frames.Reschedule(), frames.Close(),
)  # fmt: skip
ANSWERS = (frames.Loaded, EventFields, frames.Rescheduled, frames.Exhausted, Failure)
_SAID: tuple[msgspec.Struct, ...] = (
    frames.Loaded(7), frames.Produced(b'{"a": [1, {"b": null}]}'), frames.Produced(), frames.Rescheduled(1.5),
    frames.Exhausted(), frames.Failed(Failure(code="source_error", message="no", line=3)),
    frames.Failed(Failure(code="timeout", message="no"), last=True), frames.Logged("info", "hello"),
    frames.StoreGet("key"), frames.StoreSet("key", b"1"), frames.StoreDelete("key"), frames.StoreIncr("key", 1),
    frames.StoreCompareAndSet("key", None, b"1"),
    outside.OpenFile("/srv/data/file"), outside.OpenFile("/srv/data/../../etc/passwd"),
    outside.Connect("DB.example.com.", 5432, 1.0),
    outside.FetchUrl("https://api.example.com/v1/x?y=1", "GET", (), None, 1.0),
    outside.ReadEnv("HOME"), outside.Want(read=("/srv/data/a",), fetch=("https://api.example.com/v1/a",)),
    frames.Logged("info", f"it is {SECRET}"), frames.Failed(Failure(code="timeout", message=SECRET, hint=SECRET)),
    frames.Failed(Failure(code="source_error", message="no", text=SECRET, file=SECRET), last=True),
    outside.OpenFile(f"/srv/{SECRET}"), outside.Connect(SECRET, 5432, 1.0), outside.ReadEnv(SECRET),
    outside.FetchUrl(f"https://{SECRET}.example.com/{SECRET}?{SECRET}", "GET", (), None, 1.0),
)  # fmt: skip
WORDS = (
    *(str(type(said).__struct_config__.tag) for said in _SAID), "type", "/srv/data", "/srv/database", "..",
    "api.example.com", "https://", "%2e%2e", "@", "db.example.com", "127.0.0.1", "/proc/self", "failure", "event",
    SECRET,
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """A byte for the call that is running, and what the cell says to it."""
    for number in range(len(CALLS)):
        yield from (bytes([number]) + frames.encode(said) for said in _SAID)
    yield b"\1" + b"".join(map(frames.encode, _SAID))
    yield b"\1" + framed(msgspec.msgpack.encode({"type": SECRET}))
    yield b"\0" + b"".join(map(frames.encode, (outside.Want(), frames.Loaded(7), frames.Produced())))


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(frames.HEADER, "big") + body


def law(data: bytes) -> None:
    if data:
        run(_everything_is_answered_or_condemned(data[0], data[1:]))


async def _everything_is_answered_or_condemned(number: int, stream: bytes) -> None:
    cell = Cell()
    asked = [CALLS[(number + step) % len(CALLS)] for step in range(3)]
    pending = [Pending(call, 20.0, partial(cell.answered, number)) for number, call in enumerate(asked)]
    for one in pending:
        cell.send(one)
    with contextlib.suppress(FrameTooLarge):
        for frame in Splitter().feed(stream):
            cell.hear(frame)
            await settle()
            if cell.why is not None:
                break
    cell.finish()
    await settle()
    assert len(cell.ends) == 1
    told = Counter(number for number, _ in cell.answers) + Counter(map(pending.index, cell.unstarted))
    for number, call in enumerate(asked):
        if type(call) is frames.Close:  # nobody waits for it
            assert told[number] <= 1
        else:
            assert told[number] == 1
    for _, answer in cell.answers:
        assert isinstance(answer, ANSWERS)
        _what_is_told_of_it_is_bounded(answer)
    for end in cell.ends:
        _what_is_told_of_it_is_bounded(end)


def _what_is_told_of_it_is_bounded(answer: Any) -> None:
    if isinstance(answer, Failure):
        assert len(answer.message) <= events.MAX_WORDS + 200
        assert SECRET not in msgspec.json.encode(answer).decode()
    elif isinstance(answer, EventFields):
        assert isinstance(msgspec.json.decode(answer.json), dict)
        assert all(isinstance(value, Raw) for value in answer.fields.values())


class Cell(Conversation):
    """A conversation whose other side is the law, and who owns it."""

    def __init__(self) -> None:
        clock = FakeClock()
        super().__init__(self, Timers(clock, clock.call_later), clock)
        self._line = _Line()
        self.scrub = Scrub.of(URI, [SECRET])
        self.answers: list[tuple[int, Any]] = []
        """Which of the calls that were made, and what it was answered."""
        self.ends: list[Failure] = []
        self.unstarted: list[Pending] = []
        strangers = Strangers()
        world = Outside(Grants([GRANT]), strangers, strangers, {"LANG": "C"}, ())
        self.questions.reaching = Reaching(URI, world, True, self, self.scrub)

    def hear(self, frame: bytes) -> None:
        self._received(frame)

    def answered(self, number: int, answer: Any) -> None:
        self.answers.append((number, answer))

    def finish(self) -> None:
        self._finish(Failure(code="source_died", message="the law has ended"))

    def _kill(self) -> None: ...

    # --- the owner

    def log(self, level: str, message: str) -> None:
        assert self.why is None
        assert level in ("debug", "info", "warning", "error")
        assert len(message) <= events.MAX_WORDS + len("***")
        assert SECRET not in message

    def denied(self, kind: Kind, what: str, element: str) -> None:
        assert kind in Kind
        assert SECRET not in what
        assert SECRET not in element

    async def store(self, call: StoreCall) -> StoreValue:
        assert isinstance(call, StoreCall)
        return StoreValue(b"1")

    def saved(self, code: str) -> None: ...

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:  # noqa: ARG002
        self.ends.append(why)
        self.unstarted += unstarted


class _Line:
    """Takes what is sent to the cell: frames within their bounds."""

    is_handing = False

    def __init__(self) -> None:
        self._open = True

    def write(self, frame: bytes, descriptor: int | None = None) -> None:
        if descriptor is not None:
            os.close(descriptor)
        assert len(frame) <= frames.MAX_FRAME + frames.HEADER

    def close(self) -> None:
        self._open = False


class Strangers:
    """Who would carry orders out: here they are looked at. None goes beyond the grant."""

    async def fetch(self, order: orders.Fetch, own: bool = False) -> orders.Fetched:
        assert not own
        assert order.allowed
        assert set(order.allowed) <= {*GRANT.fetch} or all(
            one.startswith(GRANT.fetch) for one in order.allowed
        )
        assert any(Url.of(order.url).begins_with(Url.beginning(one)) for one in GRANT.fetch)
        assert order.url.startswith(GRANT.fetch)
        assert 0 < order.timeout <= 20.0
        return orders.Fetched(200, order.url, (("content-type", "text/plain"),), b"body")

    async def open(self, order: orders.Open) -> int:
        assert any(order.path == root or order.path.startswith(f"{root}/") for root in GRANT.read)
        assert ".." not in order.path.split("/")
        assert order.roots
        assert 0 < order.timeout <= 20.0
        return os.open(os.devnull, os.O_RDONLY)

    async def connect(self, order: orders.Connect) -> int:
        assert f"{order.host}:{order.port}" in GRANT.connect
        assert 0 < order.timeout <= 20.0
        return os.open(os.devnull, os.O_RDONLY)
