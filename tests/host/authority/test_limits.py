"""What a token may do: its actions, its sources, its rate, its connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk import protocol
from cocaine_sdk.signing import PrivateKey
from tests.host.authority.conftest import EVENT, ONCE, Signer, code, keep, on_storage, refused, send

if TYPE_CHECKING:
    from tests.conftest import Daemon

    Prepared = Callable[..., Daemon]

MINE = "python:///disk.py/Disk"
OTHERS = "python:///other.py/Other?secret=1"
HTTP = "http://api.example.com/public/x"
SOURCE = """
class Disk:
    def next(self):
        return {"free": 7}
class Other:
    def __init__(self, secret="0"):
        pass
    def next(self):
        return {"other": 1}
"""
LONG = {"interval": 3_600_000}
LIMITED = {"uris": ("python:///disk.py/*", "http://api.example.com/public/*")}


@pytest.fixture(scope="module")
def limited(make_steady_daemon: Callable[..., Daemon], key: PrivateKey, other_key: PrivateKey) -> Daemon:
    """A daemon on which alice is held to disk.py, and bob to nothing."""
    daemon = make_steady_daemon()
    daemon.source("disk.py", SOURCE)
    daemon.source("other.py", SOURCE)
    keep(daemon, "alice", key.public(), **LIMITED)
    keep(daemon, "bob", other_key.public())
    return daemon.start()


@pytest.fixture
def alice(limited: Daemon, key: PrivateKey) -> Signer:
    return Signer(limited, key.sign)


@pytest.fixture
def bob(limited: Daemon, other_key: PrivateKey) -> Signer:
    return Signer(limited, other_key.sign, "bob")


@pytest.fixture
def their_key(bob: Signer) -> Any:
    return bob.ask("push", {OTHERS: LONG})[OTHERS]["key"]


@pytest.fixture
def my_key(alice: Signer) -> Any:
    return alice.ask("push", {MINE: LONG})[MINE]["key"]


# --- actions


@pytest.mark.parametrize("action", protocol.ACTIONS)
def test_an_action_that_is_not_allowed_costs_the_request(
    prepared: Prepared, key: PrivateKey, action: str
) -> None:
    daemon = prepared()
    others = [one for one in protocol.ACTIONS if one != action]
    keep(daemon, "alice", key.public(), allow=tuple(others))
    alice = Signer(daemon.start(), key.sign)
    reply = alice.ask(action, ONCE)
    assert code(reply) == "access_denied"
    assert f"may not {action}" in reply["error"]
    assert daemon.seed_uri not in reply
    assert code(daemon.ask(action, ONCE, token="alice")) == "access_denied"


def test_an_action_that_is_allowed_is_served(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), allow=("push", "past"))
    alice = Signer(daemon.start(), key.sign)
    assert alice.once() == EVENT
    assert daemon.push(daemon.seed_uri, token="alice", driver="once") == EVENT


def test_an_action_that_is_left_out_is_a_push(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), allow=("stats",))
    alice = Signer(daemon.start(), key.sign)
    data = b'{"version": 2, "token": "alice", "targets": {"python:///file.py/MyClass": {"driver": "once"}}}'
    assert code(daemon.send(data)) == "access_denied"
    assert code(alice.ask("stats")) == ""


# --- sources


def test_a_source_outside_of_the_patterns_costs_only_itself(alice: Signer) -> None:
    reply = alice.ask("push", {MINE: {"driver": "once"}, OTHERS: {"driver": "once"}})
    assert reply[MINE] == {"free": 7}
    assert reply[OTHERS]["code"] == "access_denied"
    assert "it is for python:///disk.py/*" in reply[OTHERS]["error"]


@pytest.mark.parametrize("arguments", [{"driver": "once"}, {"driver": "once", "isolated": True}, LONG])
def test_no_push_reaches_another_source(alice: Signer, limited: Daemon, arguments: dict[str, Any]) -> None:
    assert alice.ask("push", {OTHERS: arguments})[OTHERS]["code"] == "access_denied"
    assert limited.push(OTHERS, token="alice", **arguments)["code"] == "access_denied"
    assert alice.ask("push", {OTHERS: [arguments]})[OTHERS][0]["code"] == "access_denied"


def test_the_short_way_of_a_warm_once_is_no_way_around(limited: Daemon) -> None:
    for _ in range(3):
        assert limited.push(OTHERS, token="bob", driver="once") == {"other": 1}
        assert limited.push(OTHERS, token="alice", driver="once")["code"] == "access_denied"
        assert limited.push(MINE, token="alice", driver="once") == {"free": 7}


@pytest.mark.parametrize("action", ["past", "explain", "drop", "quarantine", "resume"])
def test_a_key_of_another_source_is_out_of_reach(alice: Signer, their_key: str, action: str) -> None:
    assert alice.ask(action, {their_key: {}})[their_key]["code"] == "access_denied"


@pytest.mark.parametrize("action", ["past", "drop", "quarantine", "resume"])
def test_a_uri_of_another_source_is_out_of_reach(alice: Signer, their_key: str, action: str) -> None:
    assert their_key
    assert alice.ask(action, {OTHERS: LONG})[OTHERS]["code"] == "access_denied"


@pytest.mark.parametrize("action", ["explain", "quarantine", "resume", "drop"])
def test_a_key_of_an_own_source_is_in_reach(alice: Signer, my_key: str, action: str) -> None:
    assert "error" not in alice.ask(action, {my_key: {}})[my_key] or action == "explain"
    alice.ask("resume", {my_key: {}})


def test_what_is_left_of_a_dropped_task_is_out_of_reach_too(
    limited: Daemon, alice: Signer, bob: Signer
) -> None:
    key = bob.ask("push", {OTHERS: {"interval": 5}})[OTHERS]["key"]
    limited.eventually(lambda: isinstance(bob.ask("past", {key: {}})[key], list))
    bob.ask("drop", {key: {}})
    assert isinstance(bob.ask("past", {key: {}})[key], list)
    assert alice.ask("past", {key: {}})[key]["code"] == "access_denied"
    assert alice.ask("past", {OTHERS: {}})[OTHERS]["code"] == "access_denied"


@pytest.mark.parametrize("action", ["past", "explain", "drop", "quarantine", "resume"])
def test_who_has_patterns_cannot_tell_a_key_that_nobody_has_from_anothers(
    alice: Signer, bob: Signer, their_key: str, action: str
) -> None:
    nobodys = "auto:" + "0" * 32
    reply = alice.ask(action, {nobodys: {}, their_key: {}})
    assert reply[nobodys] == reply[their_key]
    assert reply[nobodys]["code"] == "access_denied"
    assert bob.ask("explain", {nobodys: {}})[nobodys]["code"] == "driver_not_active"


def test_a_list_is_of_sources_in_reach(alice: Signer, bob: Signer, my_key: str, their_key: str) -> None:
    assert {task["key"] for task in alice.ask("list")["tasks"]} == {my_key}
    assert {my_key, their_key} <= {task["key"] for task in bob.ask("list")["tasks"]}
    assert alice.ask("list", uri=OTHERS)["tasks"] == []


def test_a_source_that_is_shown_without_its_password_is_reached_by_who_may_reach_it_as_it_is(
    limited: Daemon, alice: Signer, bob: Signer, key: PrivateKey
) -> None:
    uris = [f"http://user:{word}@api.example.com/private" for word in ("hunter2", "swordfish")]
    for uri in uris:
        assert "key" in bob.ask("push", {uri: LONG})[uri]
    names = {task["uri"] for task in bob.ask("list")["tasks"] if "private" in task["uri"]}
    assert all("user:***~" in name for name in names)
    keep(limited, "carol", key.public(), uris=("http://user:hunter2@*", "http://user:*~*@*"))
    carol = Signer(limited, key.sign, "carol")
    limited.eventually(lambda: code(carol.ask("stats")) == "")
    for action in ("quarantine", "resume"):
        assert {alice.ask(action, {name: {}})[name]["code"] for name in names} == {"access_denied"}
        answers = [carol.ask(action, {name: {}})[name] for name in names]
        assert sorted(answer.get("code", "") for answer in answers) == ["", "access_denied"]


@pytest.mark.parametrize(
    "uri",
    [
        "http://api.example.com/public/../private",
        "http://api.example.com/public/%2e%2e/private",
        "http://api.example.com/public/.%2E/private",
        "http://api.example.com/public/..%2fprivate",
        "http://api.example.com/public/..\\private",
        "http://api.example.com/public/..",
        "http://api.example.com/public/..;/private",
        "http://api.example.com/public/./x",
        "http://api.example.com.evil.org/public/x",
        "http://evil@api.example.com/public/x",
        "http://api.example.com:81/public/x",
        "http://api.example.com/public/x#proxy=http://evil.org/",
        "HTTP://api.example.com/public/x",
        "python:///disk.py/../other.py/Other",
        "python:///disk.py/%2e%2e/other.py/Other",
        "python:///./disk.py/Disk",
        "python:///Disk.py/Disk",
        " python:///disk.py/Disk",
        "python:///disk.py",
    ],
)
def test_no_spelling_leads_out_of_a_pattern(alice: Signer, uri: str) -> None:
    assert alice.ask("push", {uri: {"driver": "once"}})[uri]["code"] in ("access_denied", "malformed_uri")


def test_secrets_are_nothing_for_a_token_with_patterns(alice: Signer, bob: Signer) -> None:
    setting = {"word": {"value": "x", "for": ["python:///disk.py/*"]}}
    assert code(alice.ask("secrets", setting)) == "access_denied"
    assert code(alice.ask("secrets")) == "access_denied"
    assert bob.ask("secrets", setting)["word"] == {"status": "success"}


def test_limits_hold_what_is_said_in_the_tokens_name_without_a_signature(
    limited: Daemon, their_key: str
) -> None:
    assert limited.ask("explain", {their_key: {}}, token="alice")[their_key]["code"] == "access_denied"
    assert limited.ask("list", token="alice", uri=OTHERS)["tasks"] == []


def test_new_limits_hold_soon(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public())
    alice = Signer(daemon.start(), key.sign)
    assert alice.once() == EVENT
    keep(daemon, "alice", None, uris=("python:///disk.py/*",))
    daemon.eventually(lambda: alice.once().get("code") == "access_denied")
    daemon.eventually(
        lambda: daemon.push(daemon.seed_uri, token="alice", driver="once").get("code") == "access_denied"
    )
    on_storage(daemon, lambda keyring: keyring.remove("alice", None))
    daemon.eventually(lambda: daemon.push(daemon.seed_uri, token="alice", driver="once") == EVENT)


# --- rate


def test_a_token_beyond_its_rate_is_refused_until_there_is_room(prepared: Prepared, key: PrivateKey) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), rate=0.5)
    alice = Signer(daemon.start(), key.sign)
    frames = alice.frames("stats")
    codes = [code(alice.ask("stats")) for _ in range(5)]
    assert codes[0] == ""
    assert set(codes[1:]) == {"rate_limited"}
    reply = alice.ask("stats")
    assert "may make 0.5 requests a second; the next one in" in reply["error"]
    assert refused(daemon)["limited"] == 5
    daemon.eventually(lambda: code(alice.ask("stats")) == "")
    assert frames


def test_wrong_signatures_and_replays_spend_nothing_of_a_rate(
    prepared: Prepared, key: PrivateKey, other_key: PrivateKey
) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), rate=2)
    alice = Signer(daemon.start(), key.sign)
    frames = alice.frames("stats")
    assert code(send(daemon, *frames)) == ""
    mallory = Signer(daemon, other_key.sign)
    for _ in range(10):
        assert code(mallory.ask("stats")) == "invalid_signature"
        assert code(send(daemon, *frames)) == "replayed_request"
    assert code(alice.ask("stats")) == ""


def test_who_only_says_that_he_is_a_token_spends_nothing_of_what_it_may_sign(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), rate=0.01)
    alice = Signer(daemon.start(), key.sign)
    assert [code(daemon.ask("stats", token="alice")) for _ in range(3)] == ["", *["rate_limited"] * 2]
    assert code(alice.ask("stats")) == ""
    assert code(alice.ask("stats")) == "rate_limited"


# --- connections


@pytest.mark.parametrize("version", [2, 3])
def test_a_token_that_is_bound_to_a_curve_key_is_refused_over_a_plain_connection(
    prepared: Prepared, key: PrivateKey, version: int
) -> None:
    daemon = prepared()
    keep(daemon, "alice", key.public(), curve="rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
    alice = Signer(daemon.start(), key.sign)
    reply = alice.ask("stats", version=version)
    assert code(reply) == "wrong_curve_key"
    assert "without encryption" in reply["error"]


def test_a_token_with_limits_and_no_key_is_held_to_them_and_cannot_sign(
    prepared: Prepared, key: PrivateKey
) -> None:
    daemon = prepared()
    keep(daemon, "alice", None, allow=("stats",))
    daemon.start()
    assert code(daemon.ask("list", token="alice")) == "access_denied"
    assert code(daemon.ask("stats", token="alice")) == ""
    assert code(Signer(daemon, key.sign).ask("stats")) == "unauthorized_user"
