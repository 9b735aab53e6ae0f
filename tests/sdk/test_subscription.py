"""The laws of subscriptions."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cocaine_sdk.client import Client, Event

COUNT = 3000
"""Well past the 1,000 messages at which a socket begins to lose, where nobody tells it otherwise."""


def client_of(peer: Any) -> Client:
    return Client(peer.endpoint, export=peer.export, timeout=20.0)


def message(key: str, field: str = "n", value: str = "1", at: str = "1700000000.123") -> list[bytes]:
    return [f"{key} {field} host {at}".encode(), value.encode()]


async def test_an_event_says_whose_what_where_and_when(peer):
    async with client_of(peer) as client, client.subscribe("auto:ab") as events:
        peer.publish(message("auto:ab", "load", "0.5"))
        event = await anext(events)
    assert event == Event("auto:ab", "load", "host", 1700000000.123, "0.5")
    assert event.value == 0.5


async def test_neither_a_longer_key_nor_a_longer_field_is_taken_for_the_one_asked_for(peer):
    async with client_of(peer) as client, client.subscribe("auto:ab", field="load") as events:
        peer.publish(
            message("auto:abc", "load"),
            message("auto:ab", "load1"),
            message("auto:ab", "other"),
            message("auto:ab", "load", "mine"),
        )
        assert (await anext(events)).text == "mine"


async def test_a_field_with_white_space_is_found_by_its_own_name(peer):
    async with client_of(peer) as client, client.subscribe("auto:ab", field="my load\t%") as events:
        peer.publish(message("auto:ab", "my%20load%09%", "5"))
        assert (await anext(events)).field == "my load\t%"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("true", True),
        ("null", None),
        ("abc", "abc"),
        ('{"a":[1]}', {"a": [1]}),
        ("", ""),
        ("[", "["),
    ],
)
def test_a_value_is_what_json_reads_and_else_the_text(text, value):
    assert Event("k", "f", "h", 0.0, text).value == value


async def test_without_a_key_every_event_comes(peer):
    async with client_of(peer) as client, client.subscribe() as events:
        peer.publish(message("auto:ab"), message("cron:cd"))
        assert [(await anext(events)).key, (await anext(events)).key] == ["auto:ab", "cron:cd"]


async def test_a_field_without_a_key_is_refused(peer):
    async with client_of(peer) as client:
        with pytest.raises(ValueError, match="named keys"):
            client.subscribe(field="load")


async def test_garbage_on_the_export_socket_is_passed_over(peer):
    async with client_of(peer) as client, client.subscribe() as events:
        peer.publish(
            [b"alone"],
            [b"a b c", b"x"],
            [b"a b c soon", b"x"],
            [b"\xff b c 1", b"x"],
            [b"a b c 1", b"x", b"y"],
            [b"a b c 1", b"\xff"],
        )
        assert (await anext(events)).text == "�"


async def test_more_subscriptions_than_a_sockets_mark_all_take_effect(peer):
    keys = [f"auto:{n:032x}" for n in range(COUNT)]
    async with client_of(peer) as client, client.subscribe(*keys) as events:
        peer.publish(*(message(key) for key in keys), subscriptions=COUNT)
        assert [(await anext(events)).key for _ in keys] == keys


async def test_a_subscription_outlives_the_daemon(peer):
    async with client_of(peer) as client, client.subscribe("auto:ab") as events:
        peer.publish(message("auto:ab", value="before"))
        before = await anext(events)
        peer.stop()
        peer.restart()
        peer.publish(message("auto:ab", value="after"))
        assert [before.text, (await anext(events)).text] == ["before", "after"]


async def test_closing_the_client_ends_whoever_waits_for_an_event(peer):
    async with client_of(peer) as client:
        events = client.subscribe("auto:ab")
        waiting = asyncio.ensure_future(anext(events, "the end"))
        await asyncio.sleep(0)
    assert await waiting == "the end"
