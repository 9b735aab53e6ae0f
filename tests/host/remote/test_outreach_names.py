"""Names and their addresses: one lookup for each connection, which is made to an address that was looked at."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from pathlib import Path

import pytest
from aiohttp import AddrInfoType

from cocained.outreach.addresses import networks
from cocained.outreach.inside import resolving
from cocained.outreach.inside.fetching import fetch
from cocained.outreach.inside.journey import Guarded
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused
from cocained.outreach.inside.resolving import Resolver
from cocained.outreach.orders import Begin
from tests.host.remote.conftest import MakeOrigin, order
from tests.host.remote.origin import answer

BEGIN = Begin(None, True, (), b"")


class Names(Resolver):
    """A name server whose owner has another answer each time."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = deque(answers)

    async def addresses(self, host: str) -> tuple[str, ...]:  # noqa: ARG002
        return self.answers.popleft()


def means(names: Resolver) -> Means:
    return Means.prepare(BEGIN)._replace(resolver=names, trusted=ssl.create_default_context())


async def test_of_a_names_addresses_those_are_tried_that_may_be_reached() -> None:
    names = Names(("10.0.0.1", "8.8.8.8", "::1", "64:ff9b::a00:1", "2606:4700::1111", "169.254.169.254"))
    found = await Guarded(means(names), ()).resolve("example.com", 443)
    assert [each["host"] for each in found] == ["8.8.8.8", "2606:4700::1111"]


async def test_a_name_that_is_turned_elsewhere_is_reached_where_it_was_looked_at_and_refused_the_next_time(
    make_origin: MakeOrigin,
) -> None:
    origin = make_origin(plain=True, host="rebinding.example")
    origin.answers["/a"] = answer(200, body=b"a")
    names = Names(("127.0.0.1",), ("169.254.169.254",))
    assert (await fetch(order(f"{origin.url}/a"), means(names))).body == b"a"
    assert len(names.answers) == 1
    with pytest.raises(Refused, match=r"is at 169\.254\.169\.254, which is no public address") as refused:
        await fetch(order(f"{origin.url}/a"), means(names))
    assert refused.value.forbidden


async def test_each_redirect_is_a_lookup_of_its_own(make_origin: MakeOrigin) -> None:
    origin = make_origin(plain=True, host="rebinding.example")
    origin.answers["/a"] = answer(302, {"Location": "/b"})
    names = Names(("127.0.0.1",), ("10.0.0.1",))
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        await fetch(order(f"{origin.url}/a"), means(names))
    assert origin.paths() == ["/a"]


@pytest.mark.parametrize(
    "address", ["127.0.0.2", "10.0.0.1", "::1", "::ffff:127.0.0.2", "169.254.169.254", "0.0.0.0"]
)
def test_a_socket_is_made_for_no_other_address_wherever_that_comes_from(address: str) -> None:
    guarded = Guarded(means(Names()), networks(["127.0.0.1/32"]))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    info: AddrInfoType = (family, socket.SOCK_STREAM, 6, "", (address, 80))
    with pytest.raises(Refused):
        guarded.make(info)
    guarded.make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))).close()


async def test_orders_for_one_name_share_its_lookup_and_names_that_hang_hold_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop, asked = asyncio.get_running_loop(), []
    let_go = asyncio.Event()

    def look_up(host: str) -> tuple[str, ...]:
        asked.append(host)
        if host.startswith("slow"):
            asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result()
        return ("127.0.0.1",)

    monkeypatch.setattr(resolving, "_look_up", look_up)
    resolver = Resolver()
    asked.clear()
    slow = [asyncio.create_task(resolver.addresses("slow")) for _ in range(50)]
    assert await resolver.addresses("quick") == ("127.0.0.1",)
    slow[0].cancel()
    let_go.set()
    assert await asyncio.gather(*slow[1:]) == [("127.0.0.1",)] * 49
    assert sorted(asked) == ["quick", "slow"]


def test_where_the_resolvers_files_are_exchanged_another_process_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "resolv.conf"
    monkeypatch.setattr("cocained.outreach.inside.means.RESOLVING", (str(file),))
    absent = Means.prepare(BEGIN)
    file.write_text("nameserver 127.0.0.1\n")
    there = Means.prepare(BEGIN)
    assert (absent.outdated(), there.outdated()) == (True, False)
    file.write_text("nameserver 127.0.0.2\n")  # the same file: the wall lets it be read
    assert not there.outdated()
    (tmp_path / "new").write_text("nameserver 127.0.0.3\n")
    (tmp_path / "new").rename(file)
    assert there.outdated()
