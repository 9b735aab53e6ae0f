"""What a source may ask of the host's loop, and of the way out: bounded for each source, whatever it is granted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cocained.cells import reaching
from cocained.cells.inside.reaching import HostReach
from cocained.cells.outside import (
    MAX_URL,
    MAX_WANTED,
    MAX_WANTS,
    Agreed,
    Fetched,
    FetchUrl,
    ReachCall,
    Unreached,
    Want,
)
from cocained.cells.reachable import Outside
from cocained.cells.reaching import Answered, Reaching
from cocained.cells.shares import MOST
from cocained.config.tables import GrantConfig
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Reach
from cocained.outreach import orders
from cocained.outreach.urls import Url

URI = "python:///file.py/MyClass"
WEB = "https://api.example.com/"
LONG = f"{WEB}{'a/' * MAX_URL}"


class Server:
    """Answers as soon as the test lets it."""

    def __init__(self) -> None:
        self.asked: list[orders.Fetch] = []
        self.open = asyncio.Event()

    async def fetch(self, order: orders.Fetch, own: bool = False) -> orders.Fetched:  # noqa: ARG002
        self.asked.append(order)
        await self.open.wait()
        return orders.Fetched(200, order.url, (), b"")


class Nobody:
    def denied(self, *_: object) -> None: ...


def outside(server: Any = None) -> Outside:
    return Outside(Grants([GrantConfig(source="python:///*", fetch=(WEB,))]), server, server, {}, ())


def asked(of: Reaching, call: ReachCall, left: float = 20.0) -> asyncio.Future[Answered]:
    answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
    of.begin(call, left, lambda found: answer.set_result(found) if not answer.done() else None)
    return answer


def of(uri: str, world: Outside) -> Reaching:
    return Reaching(uri, world, False, Nobody(), None)


def fetch(url: str = WEB) -> FetchUrl:
    return FetchUrl(url, "GET", (), None, 0.0)


WISHES = [
    (Want(fetch=(LONG,)), f"a URL of more than {MAX_URL} characters"),
    (Want(fetch=(WEB + "a" * 1000,) * 20), f"more than {MAX_WANTED} characters"),
    (Want(read=("/" + "a" * 4000,) * 5), f"more than {MAX_WANTED} characters"),
    (Want(env=("A",) * (MAX_WANTS + 1)), f"more than {MAX_WANTS} elements of a kind"),
]


class Wire:
    """Hands on nothing."""

    def reach(self, _: ReachCall) -> Agreed:
        raise AssertionError("the host was asked")


@pytest.mark.parametrize(("want", "words"), WISHES, ids=["long", "many-urls", "many-paths", "many"])
async def test_wishes_past_all_measure_are_refused_on_both_sides_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, want: Want, words: str
) -> None:
    cell = of(URI, outside())
    monkeypatch.setattr(Reach, "parse", None)
    found = (await asked(cell, want)).frame
    assert isinstance(found, Unreached)
    assert words in found.why
    wire: Any = Wire()
    wishes: Any = want
    with pytest.raises(ValueError, match=words):
        HostReach(wire, {}).want(wishes)


async def test_a_url_past_all_measure_is_refused_on_both_sides_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cell = of(URI, outside())
    monkeypatch.setattr(Url, "of", None)
    found = (await asked(cell, fetch(LONG))).frame
    assert isinstance(found, Unreached)
    assert f"longer than {MAX_URL} characters" in found.why
    wire: Any = Wire()
    with pytest.raises(ValueError, match=f"{MAX_URL} are the most"):
        HostReach(wire, {}).fetch(LONG)


async def test_what_wishes_leave_of_the_grants_is_found_once_until_the_grants_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Reach] = []
    within = Reach.within

    def counted(granted: Reach, wants: Reach) -> Reach:
        found.append(within(granted, wants))
        return found[-1]

    monkeypatch.setattr(Reach, "within", counted)
    server = Server()
    server.open.set()
    world = outside(server)
    cell = of(URI, world)
    await asked(cell, Want(fetch=(WEB,)))
    for _ in range(3):
        assert isinstance((await asked(cell, fetch())).frame, Fetched)
    assert len(found) == 1
    world.grants.replace([])
    answer = (await asked(cell, fetch())).frame
    assert isinstance(answer, Unreached)
    assert answer.denied
    assert len(found) == 2


async def test_a_source_that_waits_in_all_of_its_cells_leaves_turns_to_its_neighbours() -> None:
    server = Server()
    world = outside(server)
    greedy = [asked(of(URI, world), fetch()) for _ in range(8 * MOST)]
    neighbour = asked(of("python:///other.py/Other", world), fetch())
    async with asyncio.timeout(10):
        while len(server.asked) < MOST + 1:  # noqa: ASYNC110
            await asyncio.sleep(0)
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(server.asked) == MOST + 1
    server.open.set()
    assert all(isinstance(one.frame, Fetched) for one in await asyncio.gather(neighbour, *greedy))
    assert len(server.asked) == 8 * MOST + 1


async def test_nothing_takes_longer_than_a_minute_however_long_the_call_has() -> None:
    server = Server()
    server.open.set()
    await asked(of(URI, outside(server)), fetch(), left=100_000.0)
    assert server.asked[0].timeout == reaching.LONGEST_WAIT == 60.0
