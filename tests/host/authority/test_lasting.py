"""A request of many targets is held to what its token may when each of them has its turn."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import pytest
from msgspec import Raw

from cocaine_sdk import protocol
from cocaine_sdk.errors import AccessDenied
from cocaine_sdk.protocol import AnyRequest
from cocaine_sdk.signing import PrivateKey
from cocaine_sdk.testing import FakeClock
from cocained import admitting
from cocained.config import Config
from cocained.core.authority.admission import Admission
from cocained.core.authority.origin import Origin
from cocained.core.reach import Reach, Serve
from cocained.core.timers import Timers
from cocained.keyring.keyring import Keyring
from cocained.storages.void import Void

URI = "python:///disk.py/Disk"
PUSH = b'{"version": 2, "token": "alice", "action": "push", "targets": {"python:///disk.py/Disk": {}}}'


class Begun(NamedTuple):
    """A request of alice's that was admitted, and goes on with its targets."""

    keyring: Keyring
    admission: Admission
    request: AnyRequest
    reach: Reach
    serve: Serve

    async def serves(self) -> bool:
        try:
            return await self.serve(URI, Raw(b"{}")) == URI
        except AccessDenied:
            return False


async def begun(key: PrivateKey, **terms: Any) -> Begun:
    clock, storage = FakeClock(), Void("void:")
    await storage.open()
    keyring = Keyring(storage, clock.time)
    await keyring.add("alice", key.public(), terms)
    await keyring.add("bob", key.public(), {})
    admission = admitting.admission(Config(), storage, Timers(clock, clock.call_later), clock)
    await admission.open()
    request = protocol.decode_request(PUSH)
    reach = Reach(cast("Any", None), cast("Any", None), admission)
    serve = reach.within(admission.unsigned(request, Origin(None, "")), request, _served)
    return Begun(keyring, admission, request, reach, serve)


async def _served(target: str, _: object) -> object:
    return target


@pytest.mark.parametrize("uris", [None, ("python:///disk.py/*",)])
async def test_a_token_that_is_removed_is_served_no_further_target(
    key: PrivateKey, uris: tuple[str, ...] | None
) -> None:
    one = await begun(key, uris=uris)
    assert await one.serves()
    await one.keyring.remove("alice", None)
    await one.admission.keys.refresh()
    with pytest.raises(AccessDenied, match="was changed while its request was served"):
        await one.serve(URI, Raw(b"{}"))
    assert one.admission.refused["denied"] == 1


async def test_what_a_token_may_no_more_it_may_for_no_further_target(key: PrivateKey) -> None:
    one = await begun(key)
    await one.keyring.add("alice", None, {"uris": ("python:///other.py/*",)})
    await one.admission.keys.refresh()
    assert not await one.serves()


async def test_a_change_of_another_token_costs_a_request_nothing(key: PrivateKey) -> None:
    one = await begun(key)
    await one.keyring.remove("bob", None)
    await one.admission.keys.refresh()
    assert await one.serves()


async def test_a_token_without_keys_or_limits_is_served_without_a_look(key: PrivateKey) -> None:
    one = await begun(key)
    assert one.reach.within(None, one.request, _served) is _served
