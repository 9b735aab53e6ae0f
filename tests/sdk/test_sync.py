"""The laws of the synchronous client: the same calls as the asynchronous one's, and nothing of its own."""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cocaine_sdk import client as aio
from cocaine_sdk import errors, sync


def client_of(peer: Any, timeout: float = 20.0) -> sync.Client:
    return sync.Client(peer.endpoint, export=peer.export, token="username", timeout=timeout)


def public(kind: type) -> dict[str, str]:
    """Public methods with their arguments (what they give differs: an awaitable there, a result here)."""
    methods = inspect.getmembers(kind, inspect.isfunction)
    return {
        name: str(inspect.signature(method).replace(return_annotation=inspect.Signature.empty))
        for name, method in methods
        if name == "__init__" or not name.startswith("_")
    }


def test_every_public_method_has_its_twin_with_the_same_arguments():
    assert public(sync.Client) == public(aio.Client)


def test_calls_give_their_results(peer):
    with client_of(peer) as client:
        task = client.push(peer.uri, interval=5000)
        assert client.once(peer.uri) == {"some-field": 10, "another-field": "abc"}
        assert [entry.seq for entry in client.past(task.key)] == [7]
        assert [task.key for task in client.list()] == [task.key]
        assert client.explain(task.key).uri == peer.uri
        assert client.quarantine(peer.uri) == client.resume(task.key) == [task.key]
        assert client.reload().needs_restart == ["endpoints"]
        assert client.map(peer.uri, [peer.endpoint]).complete
        client.drop(task.key)


def test_events_come_by_a_plain_loop(peer):
    peer.publish([b"auto:ab n host 1.000", b"1"], [b"auto:ab n host 2.000", b"2"])
    with client_of(peer) as client, client.subscribe("auto:ab", field="n") as events:
        assert [event.value for _, event in zip(range(2), events, strict=False)] == [1, 2]


def test_answers_come_by_a_plain_loop(peers):
    one, two = peers("one"), peers("two")
    with client_of(one) as client:
        daemons = [one.endpoint, two.endpoint]
        assert {answer.daemon for answer in client.answers(one.uri, daemons)} == {*daemons}


def test_a_stream_that_was_closed_has_come_to_its_end(peer):
    with client_of(peer) as client:
        events = client.subscribe("auto:ab")
        events.close()
        events.close()
        assert list(events) == []


def test_errors_are_raised_where_the_call_is_made(peers):
    silent = peers(handler=lambda *_: None)
    with client_of(silent, timeout=0.2) as client, pytest.raises(errors.NoReply):
        client.stats()


def test_one_client_serves_several_threads(peer):
    with client_of(peer) as client, ThreadPoolExecutor(8) as threads:
        events = list(threads.map(client.once, [peer.uri] * 200))
    assert len(events) == len(peer.requests) == 200


def test_closing_the_client_ends_whoever_waits_in_other_threads(peers):
    taken = threading.Event()
    silent = peers(handler=lambda *_: taken.set())
    with ThreadPoolExecutor(2) as threads:
        client = client_of(silent, timeout=3600)
        client.open()
        events = client.subscribe("auto:ab")
        call, stream = threads.submit(client.stats), threads.submit(list, events)
        assert taken.wait(20)
        client.close()
        assert isinstance(call.exception(20), errors.ClientError)
        assert stream.result(20) == []
        events.close()


def test_the_client_leaves_no_thread_behind_even_where_it_could_not_open(peer):
    before = threading.enumerate()
    with client_of(peer) as client:
        client.stats()
    client.close()
    with pytest.raises(errors.BadEndpoint):
        sync.Client("nonsense").open()
    assert threading.enumerate() == before


def test_a_client_that_is_not_open_says_how_to(peer):
    client = client_of(peer)
    with pytest.raises(errors.ClientError, match="with"):
        client.stats()
