"""The laws of a map over several daemons."""

from __future__ import annotations

from typing import Any

from cocaine_sdk import errors
from cocaine_sdk.client import Client, Outcome

URI = "python:///file.py/MyClass"
FAILURE = {URI: {"error": "file.py:3: it broke", "code": "source_error"}}


def event_of(number: int) -> Any:
    return lambda *_: {URI: {"n": number}}


async def test_every_daemon_is_accounted_for(peers, tmp_path):
    good, other = peers("good", event_of(1)), peers("other", event_of(2))
    broken, silent = peers("broken", lambda *_: FAILURE), peers("silent", lambda *_: None)
    absent = f"ipc://{tmp_path}/absent"
    daemons = [absent, good.endpoint, silent.endpoint, broken.endpoint, other.endpoint, "nonsense"]
    async with Client(good.endpoint) as client:
        result = await client.map(URI, daemons, timeout=1.0)
    assert [answer.daemon for answer in result.answers] == daemons
    assert result.events == {good.endpoint: {"n": 1}, other.endpoint: {"n": 2}}
    assert [answer.daemon for answer in result.failed] == [broken.endpoint]
    assert [answer.daemon for answer in result.timed_out] == [silent.endpoint]
    assert [answer.daemon for answer in result.unreachable] == [absent, "nonsense"]
    assert not result.complete


async def test_a_failure_keeps_its_sentence_its_code_and_its_host(peers):
    broken = peers(handler=lambda *_: FAILURE)
    async with Client(broken.endpoint) as client:
        (answer,) = (await client.map(URI, [broken.endpoint])).failed
    assert isinstance(answer.error, errors.RemoteError)
    assert (str(answer.error), answer.error.wire_code) == ("file.py:3: it broke", "source_error")
    assert answer.hostname == "peer"


async def test_a_daemon_named_twice_runs_the_source_once(peers):
    peer = peers(handler=event_of(1))
    async with Client(peer.endpoint) as client:
        result = await client.map(URI, [peer.endpoint, peer.endpoint])
    assert result.complete
    assert len(peer.requests) == 1


async def test_answers_come_as_they_are_given_and_nobody_waits_for_the_slowest(peers):
    silent, good = peers("silent", lambda *_: None), peers("good", event_of(1))
    async with Client(good.endpoint) as client:
        answers = client.answers(URI, [silent.endpoint, good.endpoint], timeout=3600)
        first = await anext(answers)
        await answers.aclose()
    assert (first.daemon, first.outcome) == (good.endpoint, Outcome.ANSWERED)


async def test_a_longer_deadline_is_given_to_the_run_too_and_a_shorter_one_kills_nothing(peers):
    peer = peers(handler=event_of(1))
    async with Client(peer.endpoint) as client:
        for seconds in (None, 1, 60):
            await client.map(URI, [peer.endpoint], seconds)
    runs = [request["targets"][URI].get("timeout") for request in peer.requests]
    assert runs == [None, 5000, 60000]
