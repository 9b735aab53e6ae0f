"""The client and the command line with the real daemon: what the peer of the other tests only imitates."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk import errors, sync
from cocaine_sdk.client import Client

PATIENCE = 30.0


def client_of(daemon: Any, token: str = "tester", timeout: float = PATIENCE) -> Client:
    return Client(daemon.endpoint, export=daemon.export, token=token, timeout=timeout)


def cocaine(daemon: Any, *words: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("cocaine")
    command = [program, "--connect", daemon.endpoint, "--export", daemon.export, "--timeout", str(PATIENCE)]
    return subprocess.run([*command, *words], capture_output=True, text=True, timeout=60, check=False)


async def test_the_whole_life_of_a_task(daemon):
    async with client_of(daemon) as client:
        task = await client.push(daemon.seed_uri, interval=50)
        assert task == await client.push(daemon.seed_uri, interval=50)
        async with client.subscribe(task.key, field="some-field") as events:
            assert [(await anext(events)).value for _ in range(3)] == [10, 10, 10]
        past = await client.past(task.key, depth=2)
        assert [entry.event for entry in past] == [{"some-field": 10, "another-field": "abc"}] * 2
        assert past[0].seq == past[1].seq + 1
        (listed,) = await client.list()
        assert (listed.key, listed.uri, listed.tokens) == (task.key, daemon.seed_uri, ("tester",))
        await client.drop(task.key)
        assert await client.list() == []
        assert (await client.stats())["requests"]["total"] > 0


async def test_the_daemons_errors_come_as_their_classes(daemon):
    async with client_of(daemon) as client, client_of(daemon, "stranger") as stranger:
        task = await client.push(daemon.seed_uri, interval=60_000)
        with pytest.raises(errors.AccessDenied):
            await stranger.drop(task.key)
        with pytest.raises(errors.MissingArgument, match="no interval specified"):
            await client.push(daemon.seed_uri)
        with pytest.raises(errors.UnknownScheme):
            await client.once("moon://x")
        with pytest.raises(errors.RemoteError) as caught:
            await client.once("python:///nowhere.py/MyClass")
        assert caught.value.wire_code == "missing_file"


async def test_many_pushes_in_one_request_are_each_answered(daemon):
    async with client_of(daemon) as client:
        results = await client.push_many(
            {
                daemon.seed_uri: [
                    {"interval": 60_000},
                    {"interval": 0},
                    {"interval": 60_000, "isolated": True},
                ],
                "moon://x": {"interval": 1000},
            }
        )
    shared, refused, isolated = results[daemon.seed_uri]
    (unknown,) = results["moon://x"]
    assert shared.thread is None
    assert isinstance(refused, errors.TargetError)
    assert isolated.thread is not None
    assert isinstance(unknown, errors.UnknownScheme)


@pytest.mark.parametrize("in_flight", [1, 2, 16, 64])
async def test_no_once_is_left_unanswered_whatever_is_in_flight(steady_daemon, in_flight):
    async def ask_on(client: Client) -> list[Any]:
        return [await client.once(steady_daemon.seed_uri) for _ in range(400 // in_flight)]

    async with client_of(steady_daemon) as client:
        answers = await asyncio.gather(*(ask_on(client) for _ in range(in_flight)))
    assert all(event["some-field"] == 10 for events in answers for event in events)


def test_the_synchronous_client_does_the_same(steady_daemon):
    with sync.Client(steady_daemon.endpoint, export=steady_daemon.export, timeout=PATIENCE) as client:
        assert client.once(steady_daemon.seed_uri)["some-field"] == 10
        result = client.map(steady_daemon.seed_uri, [steady_daemon.endpoint])
        assert [answer.event["some-field"] for answer in result.answered] == [10]


async def test_the_client_and_its_subscriptions_outlive_a_killed_daemon(daemon):
    async with client_of(daemon) as client:
        task = await client.push(daemon.seed_uri, interval=50)
        async with client.subscribe(task.key) as events:
            before = await anext(events)
            daemon.kill()
            daemon.start()
            while (after := await anext(events)).timestamp <= before.timestamp + 0.05:
                pass
            assert after.key == task.key
        assert [listed.key for listed in await client.list()] == [task.key]


def test_the_command_line_takes_a_task_through_its_life(daemon):
    pushed = cocaine(daemon, "push", daemon.seed_uri, "--interval", "50ms", "--json")
    key = json.loads(pushed.stdout)["key"]
    watched = cocaine(daemon, "watch", daemon.seed_uri, "--field", "another-field", "--count", "2")
    assert [line.split()[-1] for line in watched.stdout.splitlines()] == ["abc", "abc"]
    assert key in cocaine(daemon, "ls").stdout
    assert "some-field=10" in cocaine(daemon, "past", key, "--depth", "1").stdout
    assert cocaine(daemon, "drop", daemon.seed_uri).stdout == f"dropped {key}\n"
    assert cocaine(daemon, "--json", "ls").stdout == "[]\n"


def test_a_syntax_error_is_shown_with_its_line_and_caret(daemon):
    daemon.source("bad.py", "def x(:\n    pass\n")
    done = cocaine(daemon, "once", "python:///bad.py/X")
    assert done.returncode == 1
    where, line, caret, *_ = done.stderr.splitlines()
    assert "bad.py:1" in where
    assert line[caret.index("^")] == ":"
