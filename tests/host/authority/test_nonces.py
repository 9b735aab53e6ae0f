"""The replay window on a clock that the test holds, and sets forward and back."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import pytest

from cocaine_sdk.errors import RateLimited, ReplayedRequest, RequestExpired, StorageError
from cocaine_sdk.storage import NONCES
from cocaine_sdk.testing import FakeClock
from cocained.core.authority import nonces as module
from cocained.core.authority.nonces import Nonces
from cocained.core.authority.shelves import SHELVES
from cocained.core.timers import Timers
from cocained.storages.void import Void

WINDOW = 300.0


class Stage(NamedTuple):
    clock: FakeClock
    storage: Void

    async def open(self, window: float = WINDOW) -> Nonces:
        """As a daemon that starts on this storage."""
        nonces = Nonces(self.storage, Timers(self.clock, self.clock.call_later), self.clock, window)
        await nonces.open()
        return nonces

    async def pass_time(self, seconds: float) -> None:
        """In steps, so that what is done behind is done in its time."""
        while seconds > 0:
            self.clock.advance(min(seconds, 1.0))
            seconds -= 1.0
            await settled()

    async def kept(self) -> int:
        return len([key for key, _ in await self.storage.scan(NONCES) if key])


async def settled() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


@pytest.fixture
async def stage() -> Stage:
    storage = Void("void:")
    await storage.open()
    return Stage(FakeClock(), storage)


async def use(nonces: Nonces, timestamp: float, nonce: str = "one", token: str = "alice") -> None:
    freshness = nonces.read(timestamp, nonce)
    assert freshness is not None
    await nonces.use(token, freshness)


async def test_a_nonce_is_used_once(stage: Stage) -> None:
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    with pytest.raises(ReplayedRequest):
        await use(nonces, stage.clock.time())


@pytest.mark.parametrize("seconds", [-WINDOW, -1.0, 0.0, 1.0, WINDOW])
async def test_the_window_has_two_sides(stage: Stage, seconds: float) -> None:
    nonces = await stage.open()
    now = stage.clock.time()
    await use(nonces, now + seconds)
    with pytest.raises(RequestExpired):
        await use(nonces, now + seconds * 1.01 + (1.01 if seconds >= 0 else -1.01) * WINDOW)


async def test_what_was_signed_in_the_future_is_not_served_again_before_it_is_past(stage: Stage) -> None:
    nonces = await stage.open()
    signed = stage.clock.time() + WINDOW
    await use(nonces, signed)
    for _ in range(20):
        await stage.pass_time(WINDOW / 5)
        with pytest.raises((ReplayedRequest, RequestExpired)):
            await use(nonces, signed)


async def test_nonces_outside_the_window_are_forgotten(stage: Stage) -> None:
    nonces = await stage.open()
    for number in range(500):
        await use(nonces, stage.clock.time(), f"nonce-{number}")
    assert await stage.kept() == 500
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0


async def test_nonces_that_an_earlier_life_has_left_are_forgotten_too(stage: Stage) -> None:
    first = await stage.open()
    for number in range(100):
        await use(first, stage.clock.time(), f"nonce-{number}")
    first.close()
    await stage.open()
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0


async def test_where_there_are_none_nothing_wakes_up(stage: Stage) -> None:
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    await stage.pass_time(3 * WINDOW)
    rings = stage.clock.rings
    await stage.pass_time(3 * WINDOW)
    assert stage.clock.rings == rings
    await use(nonces, stage.clock.time(), "two")
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0


async def test_a_clock_that_is_set_back_opens_nothing_that_was_forgotten(stage: Stage) -> None:
    nonces = await stage.open()
    signed = stage.clock.time()
    await use(nonces, signed)
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0
    stage.clock.jump(-3 * WINDOW)
    with pytest.raises(RequestExpired, match="the daemon's clock was ahead"):
        await use(nonces, signed)
    await use(nonces, signed + 1, "two")


async def test_a_clock_that_is_set_back_while_the_daemon_is_down_opens_nothing(stage: Stage) -> None:
    first = await stage.open()
    signed = stage.clock.time()
    await use(first, signed)
    await stage.pass_time(3 * WINDOW)
    first.close()
    stage.clock.jump(-3 * WINDOW)
    second = await stage.open()
    with pytest.raises(RequestExpired):
        await use(second, signed)


async def test_a_clock_that_was_ahead_for_a_while_keeps_nobody_out_once_it_is_right(stage: Stage) -> None:
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    stage.clock.jump(10 * 365 * 86_400.0)
    await stage.pass_time(2 * WINDOW)
    stage.clock.jump(-10 * 365 * 86_400.0)
    await use(nonces, stage.clock.time(), "two")


async def test_a_wider_window_opens_nothing_that_was_forgotten(stage: Stage) -> None:
    nonces = await stage.open(60)
    signed = stage.clock.time()
    await use(nonces, signed)
    await stage.pass_time(150)
    assert await stage.kept() == 0
    nonces.window = 3600
    with pytest.raises(RequestExpired):
        await use(nonces, signed)


async def test_a_copy_that_waits_while_its_nonce_is_forgotten_is_refused(stage: Stage) -> None:
    """It came within the window, and finds its nonce gone when its turn comes."""
    nonces = await stage.open()
    signed = stage.clock.time()
    await use(nonces, signed)
    await stage.pass_time(WINDOW - 1)
    late = nonces.read(signed, "one")
    assert late is not None
    await stage.pass_time(WINDOW + 10)
    assert await stage.kept() == 0
    with pytest.raises(RequestExpired):
        await nonces.use("alice", late)


async def test_what_a_token_can_have_kept_is_bounded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 50)
    nonces = await stage.open()
    for number in range(50):
        await use(nonces, stage.clock.time(), f"nonce-{number}")
    with pytest.raises(RateLimited, match="50 requests within the replay window"):
        await use(nonces, stage.clock.time(), "one more")
    await use(nonces, stage.clock.time(), "another's", "bob")
    await stage.pass_time(3 * WINDOW)
    await use(nonces, stage.clock.time(), "one more")


async def test_the_bound_holds_over_a_restart(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 50)
    first = await stage.open(100_000)
    for number in range(50):
        await use(first, stage.clock.time(), f"nonce-{number}")
    first.close()
    second = await stage.open(100_000)
    await stage.pass_time(100)
    with pytest.raises(RateLimited):
        await use(second, stage.clock.time(), "one more")


async def test_replays_are_not_counted_as_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    for _ in range(10):
        with pytest.raises(ReplayedRequest):
            await use(nonces, stage.clock.time())
    await use(nonces, stage.clock.time(), "two")


async def test_off_means_that_nobody_asks(stage: Stage) -> None:
    nonces = await stage.open(0)
    assert nonces.read(None, None) is None
    assert nonces.read("x", []) is None


async def test_a_window_that_is_opened_again_begins_anew(stage: Stage) -> None:
    nonces = await stage.open()
    nonces.window = 0
    await settled()
    served_meanwhile = stage.clock.time()
    stage.clock.advance(1.0)
    nonces.window = WINDOW
    with pytest.raises(RequestExpired):
        await use(nonces, served_meanwhile)
    stage.clock.advance(1.0)
    await use(nonces, stage.clock.time())


async def test_a_mark_that_cannot_be_read_counts_all_as_served(stage: Stage) -> None:
    await stage.storage.put(NONCES, module.MARK, b"?")
    nonces = await stage.open()
    with pytest.raises(RequestExpired):
        await use(nonces, stage.clock.time())
    stage.clock.advance(1.0)
    await use(nonces, stage.clock.time())


async def test_a_nonce_that_cannot_be_read_still_counts_as_used(stage: Stage) -> None:
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    ((key, _),) = [item for item in await stage.storage.scan(NONCES) if item[0]]
    await stage.storage.put(NONCES, key, b"\xff")
    await stage.pass_time(20)
    with pytest.raises(ReplayedRequest):
        await use(nonces, stage.clock.time())


class Failing(Void):
    failing = False

    async def compare_and_set(
        self, collection: str, key: str, expected: bytes | None, new: bytes | None
    ) -> bool:
        if self.failing:
            raise StorageError("no room")
        return await super().compare_and_set(collection, key, expected, new)

    async def delete(self, collection: str, key: str) -> bool:
        if self.failing:
            raise StorageError("no room")
        return await super().delete(collection, key)


async def test_a_storage_that_fails_lets_nothing_in_and_is_tried_again() -> None:
    storage = Failing("void:")
    await storage.open()
    stage = Stage(FakeClock(), storage)
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    storage.failing = True
    with pytest.raises(StorageError):
        await use(nonces, stage.clock.time(), "two")
    await stage.pass_time(2 * WINDOW)
    assert await stage.kept() == 1
    storage.failing = False
    await use(nonces, stage.clock.time(), "two")
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0


class Watched(Void):
    """Writes down what is changed, in its order."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.changes: list[str] = []

    async def put(self, collection: str, key: str, value: bytes) -> None:
        self.changes.append("mark" if not key else "put")
        await super().put(collection, key, value)

    async def delete(self, collection: str, key: str) -> bool:
        self.changes.append("delete")
        return await super().delete(collection, key)


async def test_the_mark_is_kept_before_anything_is_forgotten() -> None:
    """A kill in between leaves a nonce too many, never one too few."""
    storage = Watched("void:")
    await storage.open()
    stage = Stage(FakeClock(), storage)
    nonces = await stage.open()
    for number in range(50):
        await use(nonces, stage.clock.time(), f"nonce-{number}")
        stage.clock.advance(0.5)
    await stage.pass_time(3 * WINDOW)
    assert await stage.kept() == 0
    assert storage.changes[0] == "mark"
    assert storage.changes.count("delete") == 50


async def test_every_nonce_lies_on_a_shelf(stage: Stage) -> None:
    nonces = await stage.open()
    for number in range(2000):
        await use(nonces, stage.clock.time(), f"nonce-{number}")
    keys = [key for key, _ in await stage.storage.scan(NONCES)]
    assert {key[0] for key in keys if key} == set(SHELVES)


@pytest.mark.parametrize("restart", [False, True])
async def test_what_a_client_whose_clock_is_ahead_was_served_meanwhile_is_not_served_again(
    stage: Stage, restart: bool
) -> None:
    nonces = await stage.open(0)
    signed = stage.clock.time() + WINDOW - 10.5
    await nonces.note(signed)
    if restart:
        nonces = await stage.open()
    else:
        nonces.window = WINDOW
    for _ in range(20):
        with pytest.raises(RequestExpired):
            await use(nonces, signed)
        await stage.pass_time(WINDOW / 10)
    await use(nonces, stage.clock.time())


async def test_a_time_that_no_window_has_keeps_nobody_out(stage: Stage) -> None:
    nonces = await stage.open(0)
    for odd in (None, "x", True, -1, stage.clock.time() * 1000, 1e300):
        await nonces.note(odd)
    nonces.window = WINDOW
    stage.clock.advance(1.0)
    await use(nonces, stage.clock.time())


async def test_what_is_noted_is_written_once_a_second_at_most() -> None:
    storage = Watched("void:")
    await storage.open()
    stage = Stage(FakeClock(), storage)
    nonces = await stage.open(0)
    before = len(storage.changes)
    for tenth in range(100):
        await nonces.note(stage.clock.time() + tenth / 10)
    assert len(storage.changes) - before <= 11


async def _no_room(*_: object) -> None:
    raise StorageError("no room")


async def test_what_cannot_be_noted_is_not_served() -> None:
    storage = Void("void:")
    await storage.open()
    stage = Stage(FakeClock(), storage)
    nonces = await stage.open(0)
    storage.put = _no_room  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(StorageError):
            await nonces.note(stage.clock.time() + 1)


class Slow(Void):
    async def scan(self, collection: str, prefix: str = "") -> list[tuple[str, bytes]]:
        await asyncio.sleep(0)
        return await super().scan(collection, prefix)


async def test_after_the_end_nothing_wakes_up() -> None:
    storage = Slow("void:")
    await storage.open()
    stage = Stage(FakeClock(), storage)
    nonces = await stage.open()
    await use(nonces, stage.clock.time())
    stage.clock.advance(1.0)
    await asyncio.sleep(0)  # a shelf is being looked through
    nonces.close()
    await settled()
    rings = stage.clock.rings
    await stage.pass_time(WINDOW)
    assert stage.clock.rings == rings
