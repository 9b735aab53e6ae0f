"""What the daemon knows of tokens' keys, and how soon."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import pytest

from cocaine_sdk.errors import StorageError
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.storage import KEYS
from cocaine_sdk.testing import FakeClock
from cocained.core.authority import keys as module
from cocained.core.authority.keys import Keys
from cocained.core.timers import Timers
from cocained.keyring.keyring import Keyring
from cocained.storages.void import Void


class Counting(Void):
    """Counts what is asked of it, and fails on demand."""

    failing = False
    gets = 0
    scans = 0

    async def get(self, collection: str, key: str) -> bytes | None:
        self.gets += 1
        if self.failing:
            raise StorageError("it does not answer")
        return await super().get(collection, key)

    async def scan(self, collection: str, prefix: str = "") -> list[tuple[str, bytes]]:
        self.scans += 1
        return await super().scan(collection, prefix)


class Stage(NamedTuple):
    clock: FakeClock
    storage: Counting
    keyring: Keyring
    keys: Keys

    async def pass_time(self, seconds: float) -> None:
        """And wait for what is read by then."""
        self.clock.advance(seconds)
        while (looking := self.keys._looking) is not None:
            await asyncio.wait([looking])


@pytest.fixture
async def stage() -> Stage:
    clock, storage = FakeClock(), Counting("void:")
    await storage.open()
    keys = Keys(storage, Timers(clock, clock.call_later), clock)
    await keys.open()
    return Stage(clock, storage, Keyring(storage, clock.time), keys)


async def test_a_change_is_known_within_a_second(stage: Stage, key: PrivateKey) -> None:
    assert stage.keys.get("alice") is None
    await stage.keyring.add("alice", key.public(), {})
    await stage.pass_time(module.LOOK)
    holder = stage.keys.get("alice")
    assert holder is not None
    assert [one.fingerprint for one in holder.keys] == [key.public().fingerprint]
    await stage.keyring.remove("alice", None)
    await stage.pass_time(module.LOOK)
    assert stage.keys.get("alice") is None


async def test_as_long_as_nothing_changes_no_key_is_read(stage: Stage, key: PrivateKey) -> None:
    await stage.keyring.add("alice", key.public(), {})
    await stage.pass_time(module.LOOK)
    scans = stage.storage.scans
    for _ in range(10):
        await stage.pass_time(module.LOOK)
    assert stage.storage.scans == scans


async def test_what_was_spent_of_a_rate_is_not_forgotten_by_anothers_change(
    stage: Stage, key: PrivateKey
) -> None:
    await stage.keyring.add("alice", key.public(), {"rate": 1.0})
    await stage.pass_time(module.LOOK)
    before = stage.keys.get("alice")
    await stage.keyring.add("bob", key.public(), {})
    await stage.pass_time(module.LOOK)
    assert stage.keys.get("alice") is before
    assert stage.keys.get("bob") is not None


async def test_what_is_too_old_proves_nothing(stage: Stage, key: PrivateKey) -> None:
    """A storage that does not answer may hold a removal: so nobody is let in by what it held long ago."""
    await stage.keyring.add("alice", key.public(), {})
    await stage.pass_time(module.LOOK)
    stage.storage.failing = True
    await stage.pass_time(module.LOOK)
    await stage.keys.fresh()
    await stage.pass_time(module.OLDEST)
    with pytest.raises(StorageError):
        await stage.keys.fresh()
    assert stage.keys.get("alice") is not None
    stage.storage.failing = False
    await stage.keys.fresh()


async def test_a_stalled_daemon_looks_before_it_lets_anybody_in(stage: Stage, key: PrivateKey) -> None:
    await stage.keyring.add("alice", key.public(), {})
    await stage.pass_time(module.LOOK)
    await stage.keyring.remove("alice", None)
    stage.clock._monotonic += 60
    await stage.keys.fresh()
    assert stage.keys.get("alice") is None


async def test_who_waits_for_a_look_shares_it(stage: Stage) -> None:
    stage.clock._monotonic += 60
    gets = stage.storage.gets
    await asyncio.gather(*(stage.keys.fresh() for _ in range(100)))
    assert stage.storage.gets == gets + 1


@pytest.mark.parametrize(
    "data",
    [
        b"?",
        b"{}",
        b'{"keys": [{"pem": "x", "added": 1}]}',
        b'{"keys": [], "terms": {"uris": ["no pattern"]}}',
        b'{"keys": [], "terms": {"only_on_mondays": true}}',
        b'{"keys": [], "terms": {}, "until": 5}',
        b'{"keys": [], "terms": {"rate": -1}}',
        b'{"keys": [], "terms": {"rate": 0}}',
    ],
)
async def test_a_record_that_cannot_be_read_allows_nothing(stage: Stage, data: bytes) -> None:
    """A field that this version does not know may be a limit."""
    from cocaine_sdk.errors import AccessDenied

    await stage.storage.put(KEYS, "alice", data)
    await stage.keyring._tell()
    await stage.pass_time(module.LOOK)
    holder = stage.keys.get("alice")
    assert holder is not None
    assert holder.keys == ()
    with pytest.raises(AccessDenied, match="nothing at all"):
        holder.permit.check_action("stats")


async def test_curve_keys_of_tokens_are_known_as_soon(stage: Stage, key: PrivateKey) -> None:
    curve: Any = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
    assert not await stage.keys.knows_curve_key(curve)
    await stage.keyring.add("alice", key.public(), {"curve": curve})
    await stage.pass_time(module.LOOK)
    assert await stage.keys.knows_curve_key(curve)
    assert not await stage.keys.knows_curve_key("")
    await stage.keyring.remove("alice", None)
    await stage.pass_time(module.LOOK)
    assert not await stage.keys.knows_curve_key(curve)


async def test_a_key_that_is_removed_leaves_the_tokens_limits(stage: Stage, key: PrivateKey) -> None:
    """Else whoever sends the token without a signature would gain by it."""
    await stage.keyring.add("alice", key.public(), {"allow": ("stats",)})
    left = await stage.keyring.remove("alice", key.public().fingerprint)
    assert left is not None
    assert (left.keys, left.terms.allow) == ((), ("stats",))
    await stage.keyring.add("bob", key.public(), {})
    assert await stage.keyring.remove("bob", key.public().fingerprint) is None
    assert [one.token for one in await stage.keyring.all()] == ["alice"]


async def test_changes_of_one_token_at_one_moment_are_all_kept(
    stage: Stage, key: PrivateKey, other_key: PrivateKey
) -> None:
    await asyncio.gather(
        stage.keyring.add("alice", key.public(), {}),
        stage.keyring.add("alice", other_key.public(), {}),
        stage.keyring.add("alice", None, {"rate": 5.0}),
    )
    ((_, record),) = await stage.keyring.all()
    assert record is not None
    assert (len(record.keys), record.terms.rate) == (2, 5.0)
