"""What a source is answered of the world outside, whatever came; and how changes of the grants come to it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from cocaine_sdk.failure import Failure
from cocained.cells.frames import HEADER, Next
from cocained.cells.outside import MAX_BODY, MAX_ENV, MAX_HEADERS, Fetched, FetchUrl, Unreached
from cocained.cells.questions import Questions
from cocained.cells.reachable import Outside
from cocained.cells.reaching import Reaching
from cocained.config.tables import GrantConfig
from cocained.core.granting import Granting
from cocained.core.grants.grants import Grants
from cocained.outreach import orders

URI = "python:///file.py/MyClass"
WEB = "https://api.example.com/"
Headers = tuple[tuple[str, str], ...]


def granted(**kinds: tuple[str, ...]) -> GrantConfig:
    return GrantConfig(source="python:///file.py/*", **kinds)


class Server:
    """Carries the order out: what comes is what the test says."""

    def __init__(self, headers: Headers, body: bytes) -> None:
        self._got = (headers, body)

    async def fetch(self, order: orders.Fetch, own: bool = False) -> orders.Fetched:  # noqa: ARG002
        return orders.Fetched(200, order.url, *self._got)


async def fetched(headers: Headers, body: bytes) -> Fetched | Unreached:
    replies: asyncio.Queue[bytes] = asyncio.Queue()
    condemned: list[Failure] = []
    server: Any = Server(headers, body)
    owner: Any = None  # nothing is stored, and nothing denied
    questions = Questions(owner, lambda frame, _: replies.put_nowait(frame), condemned.append)
    outside = Outside(Grants([granted(fetch=(WEB,))]), server, server, {}, ())
    questions.reaching = Reaching(URI, outside, False, owner, None)
    questions.put(FetchUrl(WEB, "GET", (), None, 5.0), Next(), 5.0)
    reply = await replies.get()
    assert not condemned
    return msgspec.msgpack.decode(reply[HEADER:], type=Fetched | Unreached)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ((("a", "\U0001f300" * (MAX_HEADERS // 4)),), f"more than {MAX_HEADERS} bytes of headers"),
        ((("a", ""),) * MAX_HEADERS, "more than a source can be handed"),
    ],
    ids=["wide", "many"],
)
async def test_a_response_that_fits_in_no_frame_is_answered_with_what_is_wrong(
    headers: Headers, words: str
) -> None:
    answer = await fetched(headers, bytes(MAX_BODY))
    assert isinstance(answer, Unreached)
    assert words in answer.why


async def test_a_response_at_the_very_measure_comes_whole() -> None:
    answer = await fetched((("a", "\U0001f300" * (MAX_HEADERS // 4 - 1)),), bytes(MAX_BODY))
    assert isinstance(answer, Fetched)
    assert len(answer.body) == MAX_BODY


def test_variables_past_all_measure_are_told_of_once_and_not_at_each_start_of_a_source(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nobody: Any = None
    grants = Grants([granted(env=("A", "LARGE", "B"))])
    outside = Outside(grants, nobody, nobody, {"A": "1", "LARGE": "x" * MAX_ENV}, ())
    outside.look()
    for _ in range(3):
        assert outside.env(grants.of(URI)) == {"A": "1"}
    (told,) = caplog.records
    assert told.getMessage().endswith("one that is granted all of them does not get LARGE, B")


@pytest.mark.parametrize(
    ("rows", "renewed"),
    [
        ((granted(read=("/b", "/a"), env=("Y", "X")),), []),
        ((granted(env=("X",)), granted(read=("/a", "/b"), env=("Y",))), []),
        ((granted(read=("/a", "/b", "/c"), env=("X", "Y")),), [False]),
        ((granted(read=("/a",), env=("X", "Y")),), [True]),
    ],
    ids=["other-order", "other-rows", "more", "less"],
)
def test_a_source_begins_anew_where_its_reach_is_another_and_not_where_its_order_is(
    rows: tuple[GrantConfig, ...], renewed: list[bool]
) -> None:
    asked: list[bool] = []
    renewal = SimpleNamespace(renew=lambda must: asked.append(must))
    thread = SimpleNamespace(code="v1", cell=object(), renewal=renewal)
    engines: Any = SimpleNamespace(engines={URI: SimpleNamespace(threads={"a": thread})})
    granting = Granting(Grants([granted(read=("/a", "/b"), env=("X", "Y"))]), engines, lambda _: None)
    granting.take(rows)
    assert asked == renewed
