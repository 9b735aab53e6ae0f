"""The laws of the client, against a peer that speaks the protocol over real sockets."""

from __future__ import annotations

import asyncio
import sys
import threading
from subprocess import run as run_program
from typing import Any

import msgspec
import pytest

from cocaine_sdk import errors
from cocaine_sdk.client import Client, Task

PATIENCE = 20.0
IMPATIENCE = 0.2


def client_of(peer: Any, timeout: float = PATIENCE) -> Client:
    return Client(peer.endpoint, export=peer.export, token="username", timeout=timeout)


async def test_a_push_gives_the_task_and_says_who_asks(peer):
    async with client_of(peer) as client:
        assert await client.push(peer.uri, interval=5000) == Task(peer.uri, peer.key)
    assert peer.requests[0]["token"] == "username"
    assert peer.requests[0]["targets"] == {peer.uri: {"driver": "auto", "interval": 5000}}


async def test_an_isolated_push_gives_the_thread(peer):
    async with client_of(peer) as client:
        assert (await client.push(peer.uri, interval=5000, isolated=True)).thread == "t1"


async def test_once_gives_the_event(peer):
    async with client_of(peer) as client:
        assert await client.once(peer.uri) == {"some-field": 10, "another-field": "abc"}


async def test_an_event_may_have_fields_named_error_and_code(peers):
    event = {"error": "in the log", "code": "E1", "line": 3}
    peer = peers(handler=lambda *_: {peer.uri: event})
    async with client_of(peer) as client:
        assert await client.once(peer.uri) == event


async def test_drop_past_stats_and_list_give_what_the_daemon_says(peer):
    async with client_of(peer) as client:
        await client.drop(peer.key)
        (entry,) = await client.past(peer.key, depth=5)
        assert (entry.seq, entry.timestamp, entry.event) == (7, 1.5, {"n": 1})
        assert (await client.stats())["engines"]["alive"] == [peer.uri]
        (task,) = await client.list()
        assert (task.key, task.state, task.arguments) == (peer.key, "running", {"interval": 5000})
    assert [request["action"] for request in peer.requests] == ["drop", "past", "stats", "list"]
    assert peer.requests[1]["targets"] == {peer.key: {"depth": 5}}


async def test_explain_gives_what_is_to_be_said_of_a_task(peer):
    async with client_of(peer) as client:
        task = await client.explain(peer.key)
    assert (task.key, task.state, task.source.state, task.last_runs) == (peer.key, "running", "running", [])
    assert peer.requests[0]["targets"] == {peer.key: {}}


async def test_quarantine_and_resume_give_the_keys_of_a_target(peer):
    async with client_of(peer) as client:
        assert await client.quarantine(peer.uri) == [peer.key]
        assert await client.resume(peer.key) == [peer.key]
    asked = [(request["action"], list(request["targets"])) for request in peer.requests]
    assert asked == [("quarantine", [peer.uri]), ("resume", [peer.key])]


async def test_reload_gives_what_changed_and_what_needs_a_restart(peer):
    async with client_of(peer) as client:
        reloaded = await client.reload()
    assert reloaded.changed["history_depth"] == (10, 20)
    assert reloaded.needs_restart == ["endpoints"]


@pytest.mark.parametrize(
    ("call", "code", "kind"),
    [
        ("explain", "driver_not_active", errors.DriverNotActive),
        ("quarantine", "engine_not_active", errors.EngineNotActive),
        ("resume", "driver_not_active", errors.DriverNotActive),
    ],
)
async def test_what_is_not_there_is_refused_by_its_class(peers, call, code, kind):
    peer = peers(handler=lambda *_: {"auto:ab": {"error": "so it is", "code": code}})
    async with client_of(peer) as client:
        with pytest.raises(kind, match="so it is"):
            await getattr(client, call)("auto:ab")


async def test_a_configuration_that_is_wrong_is_told_problem_by_problem(peers):
    sentence = "cocained.toml: history_depth: 0 is no number\ncocained.toml: moon: unknown key"
    peer = peers(handler=lambda *_: {"error": sentence, "code": "bad_configuration"})
    async with client_of(peer) as client:
        with pytest.raises(errors.BadConfiguration) as caught:
            await client.reload()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("call", ["explain", "quarantine", "resume"])
async def test_a_result_of_the_wrong_shape_is_said_to_be_one(peers, call):
    peer = peers(handler=lambda *_: {"auto:ab": {"status": "success"}})
    async with client_of(peer) as client:
        with pytest.raises(errors.BadReply):
            await getattr(client, call)("auto:ab")


async def test_many_targets_go_in_one_request_and_one_refused_does_not_keep_the_others(peer):
    async with client_of(peer) as client:
        results = await client.push_many(
            {"a://": {"interval": 1, "driver": "auto"}, "b://": [{"driver": "auto"}, {"driver": "moon"}]}
        )
    assert results["a://"] == [Task("a://", peer.key)]
    task, refused = results["b://"]
    assert task == Task("b://", peer.key)
    assert isinstance(refused, errors.UnknownDriver)
    assert len(peer.requests) == 1


async def test_an_error_reply_raises_the_class_of_its_code_with_the_daemons_sentence(peers):
    sentence = "source doesn't support iteration"
    peer = peers(handler=lambda *_: {peer.uri: {"error": sentence, "code": "unsupported_capability"}})
    async with client_of(peer) as client:
        with pytest.raises(errors.Unsupported) as caught:
            await client.push(peer.uri)
    assert str(caught.value) == sentence
    assert caught.value.wire_code == "unsupported_capability"


@pytest.mark.parametrize("code", ["source_error", "syntax_error", "of_tomorrow", "no_daemon", "error"])
async def test_a_code_without_a_class_of_its_own_is_a_remote_error_that_keeps_it(peers, code):
    peer = peers(handler=lambda *_: {peer.uri: {"error": "so it is", "code": code}})
    async with client_of(peer) as client:
        with pytest.raises(errors.RemoteError, match="so it is") as caught:
            await client.once(peer.uri)
    assert caught.value.wire_code == code


async def test_a_request_that_fails_as_a_whole_raises(peers):
    peer = peers(handler=lambda *_: {"error": "outdated protocol version", "code": "outdated_version"})
    async with client_of(peer) as client:
        with pytest.raises(errors.OutdatedVersion):
            await client.stats()


@pytest.mark.parametrize(
    "reply",
    [{}, {"x://": 5}, {"x://": []}, {"x://": {"key": 5}}, {"x://": {"some-field": 1}}],
    ids=["nothing", "number", "list", "wrong type", "event"],
)
async def test_a_reply_of_the_wrong_shape_is_said_to_be_one(peers, reply):
    peer = peers(handler=lambda *_: reply)
    async with client_of(peer) as client:
        with pytest.raises(errors.BadReply):
            await client.push("x://")


async def test_a_request_too_large_is_refused_before_it_leaves(peer):
    async with client_of(peer) as client:
        with pytest.raises(errors.RequestTooLarge):
            await client.push(peer.uri, path="x" * (1 << 20))
    assert peer.requests == []


async def test_replies_out_of_order_reach_whoever_asked(peers):
    held: list[bytes] = []

    def reversed_in_tens(peer: Any, request: dict[str, Any]) -> dict[str, Any] | None:
        (uri,) = request["targets"]
        reply = {uri: {"uri": uri}}
        if len(held) < 9:
            held.append(msgspec.json.encode({**reply, "id": request["id"]}))
            return None
        peer.late.extend(reversed(held))
        held.clear()
        return reply

    peer = peers(handler=reversed_in_tens)
    async with client_of(peer) as client:
        uris = [f"x://{n}" for n in range(100)]
        events = await asyncio.gather(*(client.once(uri) for uri in uris))
    assert events == [{"uri": uri} for uri in uris]


GARBAGE = [
    b"",
    b"\xff\xfe",
    b"nonsense",
    b"[" * 100_000,
    b"[]",
    b'{"id": [1]}',
    b'{"id": true}',
    b'{"id": 99}',
]


async def test_garbage_among_the_replies_is_passed_over(peer):
    peer.late.extend(GARBAGE)
    async with client_of(peer) as client:
        assert (await client.stats())["hostname"] == "peer"


async def test_a_daemon_that_is_not_there_is_named(tmp_path):
    async with Client(f"ipc://{tmp_path}/nobody", timeout=IMPATIENCE) as client:
        with pytest.raises(errors.NoDaemon, match="nobody") as caught:
            await client.stats()
    assert not isinstance(caught.value, errors.NoReply)


async def test_a_daemon_that_takes_the_request_and_keeps_silent_is_told_from_one_that_is_not_there(peers):
    peer = peers(handler=lambda *_: None)
    async with client_of(peer, IMPATIENCE) as client:
        with pytest.raises(errors.NoReply):
            await client.stats()


async def test_a_run_is_given_its_own_time_on_top_of_the_answers(peers):
    silence = peers(handler=lambda *_: None)
    async with client_of(silence, IMPATIENCE) as client:
        with pytest.raises(errors.NoReply, match=r"1\.2 s"):
            await client.once("x://", timeout=1000)


async def test_a_late_reply_is_dropped_and_the_next_request_gets_its_own(peers):
    def silent_first(peer: Any, request: dict[str, Any]) -> dict[str, Any] | None:
        if len(peer.requests) == 1:
            peer.late.append(msgspec.json.encode({"n": "late", "id": request["id"]}))
            return None
        return {"n": "mine"}

    peer = peers(handler=silent_first)
    async with client_of(peer, IMPATIENCE) as client:
        with pytest.raises(errors.NoReply):
            await client.stats()
        client.timeout = PATIENCE
        assert (await client.stats())["n"] == "mine"


async def test_a_daemon_that_goes_away_with_a_request_is_told_at_once(peers):
    taken = threading.Event()
    peer = peers(handler=lambda *_: taken.set())
    async with client_of(peer, timeout=3600) as client:
        calls = [asyncio.ensure_future(client.stats()) for _ in range(3)]
        await asyncio.to_thread(taken.wait, PATIENCE)
        peer.stop()
        ends = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(end) for end in ends] == [errors.ConnectionLost] * 3


async def test_the_client_outlives_its_daemon(peer):
    async with client_of(peer) as client:
        await client.stats()
        peer.stop()
        peer.restart()
        async with asyncio.timeout(PATIENCE):
            while not await answered(client):
                pass


async def test_a_request_that_found_no_daemon_is_never_delivered_to_one_that_comes_back(peer):
    async with client_of(peer) as client:
        await client.stats()
        peer.stop()
        client.timeout = IMPATIENCE
        while not await refused(client):
            pass
        client.timeout = PATIENCE
        before = len(peer.requests)
        peer.restart()
        await client.list()
    assert [request["action"] for request in peer.requests[before:]] == ["list"]


async def answered(client: Client) -> bool:
    """Whether a request is answered: one may be lost with the connection that is just going down."""
    try:
        return bool(await client.stats())
    except errors.NoReply:
        return False


async def refused(client: Client) -> bool:
    """Whether a request did not even leave: one may, into the connection that is just going down."""
    try:
        return not await client.stats()
    except errors.NoReply:
        return False
    except errors.NoDaemon:
        return True


async def test_closing_the_client_ends_the_calls_under_way(peers):
    peer = peers(handler=lambda *_: None)
    async with client_of(peer) as client:
        call = asyncio.ensure_future(client.stats())
        await asyncio.sleep(0)
    with pytest.raises(errors.ClientError, match="closed"):
        await call


async def test_a_cancelled_call_leaves_nothing_behind(peers):
    peer = peers(handler=lambda peer, _: {} if len(peer.requests) > 1 else None)
    async with client_of(peer) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.stats(), IMPATIENCE)
        assert await client.stats()
        assert client._connection._asked == {}


async def test_a_client_that_was_not_opened_says_how_to():
    with pytest.raises(errors.ClientError, match="with"):
        await Client().stats()


@pytest.mark.parametrize("endpoint", ["", "nonsense", "tcp://127.0.0.1", "carrier-pigeon://x"])
async def test_an_endpoint_that_makes_no_sense_is_refused_by_name(endpoint):
    with pytest.raises(errors.BadEndpoint, match="tcp://host:port"):
        async with Client(endpoint):
            pass


@pytest.mark.parametrize("in_flight", [2, 16, 64])
async def test_nothing_stalls_with_many_requests_in_flight_on_one_connection(peer, in_flight):
    async def ask_on(client: Client) -> int:
        return len([await client.once(peer.uri) for _ in range(1000 // in_flight)])

    async with client_of(peer) as client:
        done = await asyncio.gather(*(ask_on(client) for _ in range(in_flight)))
    assert sum(done) == len(peer.requests)


def test_the_client_costs_nobody_the_imports_of_the_command_line():
    unwanted = "{'click', 'rich', 'zmq.asyncio'}"
    code = f"import sys, cocaine_sdk.client, cocaine_sdk.sync; print(*({unwanted} & {{*sys.modules}}))"
    assert (
        run_program([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
    )
