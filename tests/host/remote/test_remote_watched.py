"""Looks at an origin: how often, for whom, and what is told of them; on a clock that the test holds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from cocaine_sdk.errors import SourceFailed, StorageError, Unreachable
from cocaine_sdk.storage import CODE
from cocaine_sdk.testing import FakeClock
from cocaine_sdk.uri import parse
from cocained.cells.freshness import digest
from cocained.cells.remote import copies, watched
from cocained.cells.remote.copies import Copies, Copy
from cocained.cells.remote.looking import Rules
from cocained.cells.remote.remote import Remote
from cocained.cells.remote.signers import Signers
from cocained.cells.remote.target import Target
from cocained.cells.remote.watched import PATIENCE, PAUSE, SPREAD
from cocained.config import RemoteConfig
from cocained.core.timers import Timers
from cocained.outreach.orders import Fetch, Fetched
from cocained.storages.void import Void

REFRESH = 60.0
CONFIG = RemoteConfig(origins=("https://example.com/",), refresh=REFRESH)
URL = "https://example.com/f.py"
HASH = digest(b"one")
Said = Fetched | Exception


class Stranger:
    """An `Outreach` that says what the test has it say: the last word again and again, or nothing until it is let."""

    def __init__(self) -> None:
        self.orders: list[Fetch] = []
        self.words: deque[Said] = deque()
        self.gate: asyncio.Event | None = None

    def says(self, *words: Said) -> None:
        self.words = deque(words)

    async def fetch(self, order: Fetch, own: bool = False) -> Fetched:
        assert own
        self.orders.append(order)
        if self.gate is not None:
            await self.gate.wait()
        word = self.words.popleft() if len(self.words) > 1 else self.words[0]
        if isinstance(word, Exception):
            raise word
        return word


def file(text: bytes, etag: str = '"e"') -> Fetched:
    return Fetched(200, URL, (("etag", etag), ("last-modified", "long ago")), text)


UNCHANGED = Fetched(304, URL, (), b"")
DOWN = Unreachable("it cannot be reached")


class Listening:
    """An owner that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def saved(self, code: str) -> None:
        self.heard.append(code)


class Scene:
    def __init__(self, storage: Void, config: RemoteConfig = CONFIG) -> None:
        self.clock = FakeClock()
        self.stranger = Stranger()
        self.storage = storage
        self.timers = Timers(self.clock, self.clock.call_later)
        self.remote = Remote(config, self.stranger, storage, self.timers, self.clock)  # type: ignore[arg-type]

    def anew(self) -> Scene:
        """Another life of the daemon, with what the storage has."""
        return Scene(self.storage)

    async def read(self, owner: Any, more: str = "", path: str = "f.py") -> bytes:
        return (await self.remote.read(owner, parse(f"python://example.com/{path}/f{more}"))).text

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await self.settle()

    async def refreshed(self) -> None:
        """So long that there was a look, and no second one."""
        await self.pass_time(REFRESH * (1 + SPREAD) + 0.01)

    @property
    def asked(self) -> int:
        return len(self.stranger.orders)


@pytest.fixture
async def scene() -> Scene:
    storage = Void("void:")
    await storage.open()
    return Scene(storage)


@pytest.fixture
def owner() -> Listening:
    return Listening()


# --- when it is looked --------------------------------------------------------------------------------------------


async def test_of_many_sources_of_one_url_one_asks(scene: Scene) -> None:
    scene.stranger.says(file(b"one"))
    scene.stranger.gate = asyncio.Event()
    reads = [asyncio.create_task(scene.read(Listening(), f"?n={n}")) for n in range(100)]
    await scene.settle()
    scene.stranger.gate.set()
    assert await asyncio.gather(*reads) == [b"one"] * 100
    assert await scene.read(Listening()) == b"one"
    assert scene.asked == 1


async def test_looks_are_an_interval_apart_a_little_more_or_less_each_time(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(file(b"one"), UNCHANGED)
    await scene.read(owner)
    moments = []
    for _ in range(50):
        before = scene.asked
        while scene.asked == before:
            await scene.pass_time(0.5)
        moments.append(scene.clock.monotonic())
    gaps = [after - before for before, after in pairwise(moments)]
    assert all(REFRESH * (1 - SPREAD) <= gap <= REFRESH * (1 + SPREAD) + 1 for gap in gaps)
    assert max(gaps) - min(gaps) > REFRESH * SPREAD / 2


async def test_a_look_asks_whether_there_is_anything_new(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one", '"1"'), UNCHANGED)
    await scene.read(owner)
    await scene.refreshed()
    assert [dict(order.headers) for order in scene.stranger.orders] == [{}, {"If-None-Match": '"1"'}]
    scene.stranger.says(Fetched(200, URL, (("last-modified", "Wed, 21 Oct 2015"),), b"two"), UNCHANGED)
    await scene.refreshed()
    await scene.refreshed()
    assert dict(scene.stranger.orders[-1].headers) == {"If-Modified-Since": "Wed, 21 Oct 2015"}


async def test_what_an_origin_has_us_send_back_is_short_and_printable(scene: Scene, owner: Listening) -> None:
    for etag in ("x" * 257, "a\tb", "caf\u00e9"):
        scene.stranger.says(
            Fetched(200, URL, (("etag", etag), ("last-modified", etag)), b"one" + etag.encode())
        )
        await scene.read(owner)
        await scene.refreshed()
        assert scene.stranger.orders[-1].headers == ()


async def test_nobody_who_runs_it_nobody_who_asks(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"))
    other = Listening()
    await scene.read(owner)
    await scene.read(other)
    scene.remote.remove(owner)
    await scene.refreshed()
    assert scene.asked == 2
    scene.remote.remove(other)
    scene.remote.remove(other)
    await scene.pass_time(10 * REFRESH)
    assert (scene.asked, len(scene.timers)) == (2, 0)


async def test_a_url_that_is_left_while_it_is_looked_at_is_left_for_good(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(file(b"one"))
    scene.stranger.gate = asyncio.Event()
    reading = asyncio.create_task(scene.read(owner))
    await scene.settle()
    scene.remote.remove(owner)
    with pytest.raises(SourceFailed):
        await reading
    scene.stranger.gate.set()
    await scene.settle()
    assert (len(scene.timers), owner.heard) == (0, [])


# --- what is found ------------------------------------------------------------------------------------------------


async def test_who_runs_what_has_changed_hears_of_it_once(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"), file(b"one", '"2"'), file(b"two", '"3"'), UNCHANGED)
    await scene.read(owner)
    await scene.refreshed()
    assert owner.heard == []
    for _ in range(3):
        await scene.refreshed()
    assert owner.heard == [digest(b"two")]
    assert await scene.read(Listening()) == b"two"


async def test_who_fails_when_it_is_told_keeps_nobody_else_from_hearing(
    scene: Scene, owner: Listening
) -> None:
    class Failing(Listening):
        def saved(self, code: str) -> None:
            super().saved(code)
            raise ValueError("an owner that fails")

    scene.stranger.says(file(b"one"), file(b"two"))
    failing = Failing()
    await scene.read(failing)
    await scene.read(owner)
    await scene.refreshed()
    assert owner.heard == failing.heard == [digest(b"two")]


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_gone_is_told_and_begun_by_nobody(scene: Scene, owner: Listening, status: int) -> None:
    gone = Fetched(status, URL, (), b"")
    scene.stranger.says(file(b"one"), gone)
    await scene.read(owner)
    await scene.refreshed()
    assert owner.heard == [""]
    for again in (scene, scene.anew()):
        again.stranger.says(gone)
        with pytest.raises(SourceFailed, match=f"no such file: the origin answers {status}") as refused:
            await again.read(Listening())
        assert refused.value.wire_code == "missing_file"
    scene.stranger.says(file(b"one"))
    await scene.refreshed()
    assert owner.heard == ["", HASH]


TROUBLES: dict[str, Said] = {
    "down": DOWN,
    "failing": Fetched(500, URL, (), b"two"),
    "forbidding": Fetched(403, URL, (), b"two"),
    "partial": Fetched(206, URL, (), b"two"),
    "redirecting nowhere": Fetched(302, URL, (), b"two"),
    "something unheard of": ValueError("a fault of ours"),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_an_origin_in_trouble_costs_nobody_what_he_runs(
    scene: Scene, owner: Listening, name: str
) -> None:
    scene.stranger.says(file(b"one"), TROUBLES[name])
    await scene.read(owner)
    assert scene.remote.note(owner) == ""
    await scene.refreshed()
    await scene.refreshed()
    assert owner.heard == []
    assert await scene.read(Listening()) == b"one"
    assert f"nothing newer can be had from {URL}: " in scene.remote.note(owner)
    scene.stranger.says(UNCHANGED)
    await scene.refreshed()
    assert scene.remote.note(owner) == ""


async def test_the_note_says_of_when_the_copy_is_and_since_when_nothing_newer_was_had(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(file(b"one"), DOWN)
    scene.clock.advance(100 - scene.clock.time() % 100)
    fetched = scene.clock.time()
    await scene.read(owner)
    await scene.refreshed()
    first = scene.remote.note(owner)
    assert first.startswith(f"the copy of {watched._utc(fetched)} runs: since 20")
    assert first.endswith(": it cannot be reached")
    await scene.refreshed()
    assert scene.remote.note(owner) == first


async def test_without_a_copy_each_who_asks_is_told_why_and_the_origin_is_asked_once_a_second(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(DOWN)
    for _ in range(10):
        with pytest.raises(SourceFailed, match="it cannot be reached") as refused:
            await scene.read(owner)
        assert refused.value.wire_code == "unreachable"
    assert scene.asked == 1
    await scene.pass_time(PAUSE)
    with pytest.raises(SourceFailed):
        await scene.read(owner)
    assert scene.asked == 2


async def test_who_could_not_begin_hears_when_it_can(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(DOWN, file(b"one"))
    with pytest.raises(SourceFailed):
        await scene.read(owner)
    await scene.refreshed()
    assert owner.heard == [HASH]


# --- copies -------------------------------------------------------------------------------------------------------


async def test_a_copy_outlives_the_daemon_and_runs_where_the_origin_is_down(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(file(b"one", '"1"'))
    await scene.read(owner)
    later = scene.anew()
    later.stranger.says(DOWN)
    assert await later.read(owner) == b"one"
    assert dict(later.stranger.orders[0].headers) == {"If-None-Match": '"1"'}
    assert later.remote.note(owner)


async def test_who_has_a_copy_waits_for_an_origin_that_says_nothing_but_a_moment(
    monkeypatch: pytest.MonkeyPatch, scene: Scene, owner: Listening
) -> None:
    monkeypatch.setattr(watched, "PATIENCE", PATIENCE / 100)
    scene.stranger.says(file(b"one"))
    await scene.read(owner)
    later = scene.anew()
    later.stranger.says(file(b"two"))
    later.stranger.gate = asyncio.Event()
    assert await later.read(owner) == b"one"
    later.stranger.gate.set()
    await later.settle()
    assert owner.heard == [digest(b"two")]


async def test_pinned_code_is_asked_for_once_in_its_life(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"))
    assert await scene.read(owner, f"#sha256={HASH}") == b"one"
    await scene.pass_time(10 * REFRESH)
    later = scene.anew()
    later.stranger.says(file(b"two"))
    assert await later.read(owner, f"#sha256={HASH}") == b"one"
    await later.pass_time(10 * REFRESH)
    assert (scene.asked, later.asked) == (1, 0)
    assert await later.read(Listening()) == b"two"


async def test_new_rules_cost_nobody_a_pinned_copy_that_may_run_by_them(
    scene: Scene, owner: Listening
) -> None:
    scene.stranger.says(file(b"one"), Fetched(404, URL, (), b""))
    await scene.read(owner, f"#sha256={HASH}")
    scene.remote.configure(msgspec.structs.replace(CONFIG, timeout=7.0))
    for _ in range(3):
        await scene.refreshed()
    assert (scene.asked, owner.heard, len(scene.timers)) == (1, [], 0)
    later = scene.anew()
    later.stranger.says(DOWN)
    assert await later.read(owner, f"#sha256={HASH}") == b"one"


async def test_other_code_than_the_pinned_is_refused_and_not_kept(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"two"))
    with pytest.raises(
        SourceFailed, match=f"SHA-256 is {digest(b'two')}, and the URI says {HASH}"
    ) as refused:
        await scene.read(owner, f"#sha256={HASH}")
    assert refused.value.wire_code == "untrusted"
    assert await scene.storage.scan(CODE) == []
    scene.stranger.says(file(b"one"))
    await scene.refreshed()
    assert owner.heard == [HASH]


def tampered(how: Callable[[Copy], Copy], data: bytes) -> bytes:
    return msgspec.msgpack.encode(how(msgspec.msgpack.decode(data, type=Copy)))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: bytes(len(data)),
        lambda data: tampered(lambda copy: msgspec.structs.replace(copy, text=b"evil"), data),
        lambda data: tampered(lambda copy: msgspec.structs.replace(copy, digest="0" * 64), data),
    ],
    ids=["empty", "cut off", "zeros", "another text", "another hash"],
)
async def test_a_copy_that_is_damaged_is_not_used(
    scene: Scene, owner: Listening, damage: Callable[[bytes], bytes]
) -> None:
    scene.stranger.says(file(b"one"))
    await scene.read(owner)
    ((key, data),) = await scene.storage.scan(CODE)
    await scene.storage.put(CODE, key, damage(data))
    later = scene.anew()
    later.stranger.says(DOWN)
    with pytest.raises(SourceFailed):
        await later.read(owner)
    later.stranger.says(file(b"two"))
    await later.pass_time(PAUSE)
    assert await later.read(owner) == b"two"
    assert later.stranger.orders[0].headers == ()


async def test_a_pinned_copy_that_is_another_is_not_used(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"))
    await scene.read(owner, f"#sha256={HASH}")
    other = Copy(text=b"evil", digest=digest(b"evil"), fetched=0, used=scene.clock.time())
    await scene.storage.put(CODE, f"{URL}#sha256={HASH}", msgspec.msgpack.encode(other))
    later = scene.anew()
    later.stranger.says(DOWN)
    with pytest.raises(SourceFailed):
        await later.read(owner, f"#sha256={HASH}")


async def test_where_nothing_can_be_kept_code_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch, scene: Scene, owner: Listening
) -> None:
    async def failing(*_: object) -> None:
        raise StorageError("the disk is full")

    for name in ("get", "put", "delete", "scan"):
        monkeypatch.setattr(scene.storage, name, failing)
    scene.stranger.says(file(b"one"), file(b"two"), Fetched(404, URL, (), b""))
    assert await scene.read(owner) == b"one"
    await scene.refreshed()
    await scene.refreshed()
    assert owner.heard == [digest(b"two"), ""]


def copy_of(text: bytes, used: float) -> Copy:
    return Copy(text=text, digest=digest(text), fetched=used, used=used)


async def test_copies_are_bounded_and_the_one_that_was_not_used_for_longest_goes_first(
    monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    monkeypatch.setattr(copies, "MOST", 3)
    kept = Copies(scene.storage, scene.clock)
    now = scene.clock.time()
    for number, age in enumerate((5, 9, 7, 1, 3)):
        await kept.put(f"{number}", copy_of(b"x", now - age))
    assert [key for key, _ in await scene.storage.scan(CODE)] == ["0", "3", "4"]
    await Copies(scene.storage, scene.clock).put("5", copy_of(b"x", now - 100))  # what was just put is in use
    assert [key for key, _ in await scene.storage.scan(CODE)] == ["3", "4", "5"]


async def test_copies_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    monkeypatch.setattr(copies, "MOST_BYTES", 1000)
    kept = Copies(scene.storage, scene.clock)
    now = scene.clock.time()
    for number in range(10):
        await kept.put(f"{number}", copy_of(bytes(300), now + number))
    await kept.put("small", copy_of(bytes(90), now + 10))
    await kept.put("9", copy_of(bytes(310), now + 11))  # another in its place
    assert [key for key, _ in await scene.storage.scan(CODE)] == ["7", "8", "9", "small"]


async def test_copies_that_run_make_room_for_no_other(
    monkeypatch: pytest.MonkeyPatch, scene: Scene, owner: Listening
) -> None:
    monkeypatch.setattr(copies, "MOST", 2)
    scene.stranger.says(file(b"one"))
    other, further = Listening(), Listening()
    await scene.read(owner, path="a.py")
    await scene.read(other, path="b.py")
    await scene.pass_time(1)
    for number in range(3):
        assert await scene.read(further, path=f"{number}.py") == b"one"
    kept = [key for key, _ in await scene.storage.scan(CODE)]
    assert kept == ["https://example.com/a.py", "https://example.com/b.py"]
    scene.remote.remove(owner)
    await scene.read(further, path="c.py")
    kept = [key for key, _ in await scene.storage.scan(CODE)]
    assert kept == ["https://example.com/b.py", "https://example.com/c.py"]


async def test_a_use_is_noted_once_a_day(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"), UNCHANGED)
    await scene.read(owner)
    before = await scene.storage.scan(CODE)
    await scene.refreshed()
    assert await scene.storage.scan(CODE) == before
    scene.clock.advance(copies.FRESH)
    await scene.settle()
    await scene.refreshed()
    ((_, data),) = await scene.storage.scan(CODE)
    assert msgspec.msgpack.decode(data, type=Copy).used > scene.clock.time() - copies.FRESH


# --- rules that change --------------------------------------------------------------------------------------------


async def test_new_rules_hold_from_the_next_look_on(scene: Scene, owner: Listening) -> None:
    scene.stranger.says(file(b"one"), UNCHANGED)
    await scene.read(owner)
    scene.remote.configure(
        msgspec.structs.replace(CONFIG, timeout=3.0, private=("10.0.0.0/8",), refresh=10.0)
    )
    await scene.pass_time(10 * (1 + SPREAD) + 0.01)
    assert scene.asked == 2
    assert (scene.stranger.orders[-1].timeout, scene.stranger.orders[-1].private) == (3.0, ("10.0.0.0/8",))
    scene.remote.configure(msgspec.structs.replace(CONFIG, origins=()))
    with pytest.raises(SourceFailed, match="no origin is allowed"):
        await scene.read(Listening())


class Slow(Signers):
    """They have signed `one` alone, and take as long as the test has them take to say so."""

    def __init__(self) -> None:
        super().__init__(())
        self.asked, self.gate = asyncio.Event(), asyncio.Event()

    def __bool__(self) -> bool:
        return True

    async def accept(self, text: bytes, signature: bytes) -> bool:  # noqa: ARG002
        self.asked.set()
        await self.gate.wait()
        return text == b"one"


async def test_a_signature_that_is_looked_at_stands_for_no_text_that_came_meanwhile(
    scene: Scene, owner: Listening
) -> None:
    rules = [Rules(CONFIG, Signers(()))]
    one = watched.Watched(
        Target(URL, ""),
        scene.stranger,  # type: ignore[arg-type]
        scene.remote._copies,
        lambda: rules[0],
        scene.timers,
        scene.clock,
    )
    one.join(owner)
    scene.stranger.says(file(b"one"), file(b"two"))
    assert (await one.current(owner)).text == b"one"
    scene.stranger.gate = asyncio.Event()
    one.rules_changed()
    late = asyncio.create_task(one.current(Listening()))  # a look by the rules from before
    await scene.settle()
    slow = Slow()
    rules[0] = Rules(CONFIG, slow)
    asks = asyncio.create_task(one.current(owner))
    await slow.asked.wait()
    scene.stranger.gate.set()
    await scene.settle()
    slow.gate.set()
    await scene.settle()
    for each in (late, asks):
        each.cancel()
    assert not one._is_good
    one.close()
