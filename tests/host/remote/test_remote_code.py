"""Code from another host, in a real daemon: it is fetched, kept and renewed, and what made an event is known."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.host.remote.conftest import MakeOrigin
from tests.host.remote.origin import Origin, answer, code

if TYPE_CHECKING:
    from tests.conftest import Daemon

Serving = Callable[..., "Daemon"]
FILE = "/code/file.py"
SOON = 1.0
"""Seconds: how often a daemon looks whose tests wait for it."""
RAISING = b"""
class Beat:
    def next(self):
        raise ValueError("a fault")
"""
JAVASCRIPT = b"""
class Beat {
    constructor({some_arg}) { this.arg = Number(some_arg); }
    next() { return {beat: this.arg * 2}; }
}
"""


def beat(origin: Origin, more: str = "") -> str:
    return f"python://{origin.authority}{FILE}/Beat{more}"


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def explained(daemon: Daemon, key: str) -> Any:
    return daemon.ask("explain", {key: {}})[key]


def source_of(daemon: Daemon, key: str) -> Any:
    return explained(daemon, key)["source"]


def push(daemon: Daemon, uri: str) -> str:
    """A task that runs every 20 ms; its key."""
    key: str = daemon.push(uri, interval=20)["key"]
    return key


def last_event(daemon: Daemon, key: str) -> Any:
    past = daemon.ask("past", {key: {"depth": 1}})[key]
    return past[0] if isinstance(past, list) else {"event": {}}


def says(daemon: Daemon, key: str, number: int) -> None:
    """Its next events come from the code of that number."""
    daemon.eventually(lambda: last_event(daemon, key)["event"].get("beat") == number)


# --- what runs ----------------------------------------------------------------------------------------------------


def test_it_runs_with_the_arguments_of_its_uri_which_the_origin_is_not_told(
    serving: Serving, origin: Origin
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    assert daemon.once(beat(origin, "?some_arg=5")) == {"beat": 6}
    (asked,) = origin.asked
    assert (asked.method, asked.path) == ("GET", FILE)
    assert b"some_arg" not in asked.raw


def test_secrets_in_its_arguments_go_to_the_cell_and_nowhere_else(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    daemon.ask("secrets", {"number": {"value": "417417417", "for": ["python://localhost*"]}})
    assert daemon.once(beat(origin, "?some_arg={secret:number}")) == {"beat": 417417418}
    assert not any(word in asked.raw for asked in origin.asked for word in (b"417417", b"secret", b"%7B"))


def test_javascript_runs_as_well(serving: Serving, origin: Origin) -> None:
    origin.files["/beat.js"] = JAVASCRIPT
    daemon = serving(origin)
    assert daemon.once(f"javascript://{origin.authority}/beat.js/Beat?some_arg=21") == {"beat": 42}


def test_of_many_sources_of_one_file_one_is_fetched(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    uris = [beat(origin, f"?some_arg={number}") for number in range(10)]
    replies = daemon.ask("push", {uri: {"driver": "once"} for uri in uris})
    assert [replies[uri] for uri in uris] == [{"beat": 1 + number} for number in range(10)]
    assert origin.paths() == [FILE]


def test_a_fault_in_it_is_told_with_its_url_and_line(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = RAISING
    said = serving(origin).once(beat(origin))
    assert f"{origin.url}{FILE}:4: " in said["error"]
    assert 'raise ValueError("a fault")' in said["error"]


def test_each_event_and_each_run_names_the_code_that_made_it(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin, refresh=SOON)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    origin.files[FILE] = RAISING
    daemon.eventually(lambda: "error" in last_event(daemon, key)["event"])
    origin.files[FILE] = code(2)
    says(daemon, key, 2)
    for entry in daemon.ask("past", {key: {}})[key]:
        made = RAISING if "error" in entry["event"] else code(entry["event"]["beat"])
        assert entry["code"] == digest(made)
    runs = explained(daemon, key)["last_runs"]
    assert {run["code"] for run in runs if run["outcome"] == "event"} <= {digest(code(1)), digest(code(2))}
    assert {run["code"] for run in runs if run["outcome"] == "failed"} <= {digest(RAISING)}
    assert source_of(daemon, key)["code"] == digest(code(2))


# --- what is refused ----------------------------------------------------------------------------------------------


def test_without_an_origin_that_allows_it_nothing_is_asked_and_the_key_is_named(
    serving: Serving, origin: Origin, make_origin: MakeOrigin
) -> None:
    daemon = serving(make_origin())
    said = daemon.once(beat(origin))
    assert said["code"] == "forbidden"
    assert f'[remote] origins = ["{origin.url}/code/"]' in said["error"]
    assert origin.connections == 0


def test_http_is_asked_only_where_it_is_allowed_by_name(serving: Serving, make_origin: MakeOrigin) -> None:
    plain, other = make_origin(plain=True), make_origin(plain=True)
    plain.files[FILE] = other.files[FILE] = code(1)
    daemon = serving(plain, origins=[f"{plain.url}/", f"https://{other.authority}/"])
    assert daemon.once(beat(plain)) == {"beat": 1}
    assert daemon.once(beat(other))["code"] == "unreachable"
    assert other.asked == []


def test_an_origin_at_a_private_address_is_not_reached_unless_it_is_listed(
    serving: Serving, origin: Origin
) -> None:
    origin.files[FILE] = code(1)
    said = serving(origin, private=[]).once(beat(origin))
    assert said["code"] == "forbidden"
    assert "localhost is at " in said["error"]
    assert "[remote] private" in said["error"]
    assert origin.connections == 0


HOSTILE = {
    "gone": (answer(404), "missing_file", "the origin answers 404"),
    "failing": (answer(503), "unreachable", "the origin answers 503"),
    "too large": (answer(200, {"Content-Length": str(10 << 20)}), "unreachable", "more than"),
    "elsewhere": (answer(302, {"Location": "https://169.254.169.254/"}), "forbidden", "not among"),
    "inside": (answer(302, {"Location": "http://localhost:1/"}), "forbidden", "not among"),
    "no HTTP": (b"220 ready\r\n\r\n", "unreachable", "no HTTP"),
    "broken off": (answer(200, {"Content-Length": "100"}, b"x"), "unreachable", "broke off"),
    "no text": (answer(200, body=bytes(range(256))), "syntax_error", ""),
    "nothing": (answer(200), "missing_name", ""),
    "another language": (answer(200, body=JAVASCRIPT), "syntax_error", ""),
    "an attack": (answer(200, body=b"import os\nBeat = os.fork"), "refused_import", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_an_origin_says_is_a_failure_of_its_own_source(
    serving: Serving, origin: Origin, name: str
) -> None:
    origin.answers[FILE], wire, words = HOSTILE[name]
    origin.files["/good.py"] = code(1)
    daemon = serving(origin)
    said = daemon.once(beat(origin))
    assert (said["code"], words in said["error"]) == (wire, True), said
    assert f"{origin.url}{FILE}" in said["error"]
    assert daemon.once(f"python://{origin.authority}/good.py/Beat") == {"beat": 1}


def test_who_is_not_what_his_certificate_says_is_not_asked(
    serving: Serving, make_origin: MakeOrigin, authority: Any
) -> None:
    wrong = make_origin(authority.issue_cert("other.example"))
    wrong.files[FILE] = code(1)
    said = serving(wrong).once(beat(wrong))
    assert (said["code"], "Hostname mismatch" in said["error"]) == ("unreachable", True)
    assert wrong.asked == []


# --- pinned -------------------------------------------------------------------------------------------------------


def test_pinned_code_runs_where_it_is_that_code_and_else_not(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    assert daemon.once(beat(origin, f"#sha256={digest(code(1))}")) == {"beat": 1}
    said = daemon.once(beat(origin, f"#sha256={digest(code(2))}"))
    assert (said["code"], digest(code(1)) in said["error"]) == ("untrusted", True)
    assert daemon.once(beat(origin, "#sha256=12"))["code"] == "malformed_uri"


def test_pinned_code_that_is_kept_needs_no_origin(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    uri = beat(origin, f"#sha256={digest(code(1))}")
    daemon.once(uri)
    daemon.kill()
    origin.stop()
    daemon.start()
    assert daemon.once(uri) == {"beat": 1}


# --- renewed ------------------------------------------------------------------------------------------------------


def test_code_that_changes_is_swapped_in(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin, refresh=SOON)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    origin.files[FILE] = code(2)
    says(daemon, key, 2)
    state = source_of(daemon, key)
    assert (state["reloads"], state["restarts"], state["outdated"], state["note"]) == (1, 0, "", "")
    daemon.eventually(lambda: origin.asked[-1].headers.get("if-none-match"))


def test_code_that_does_not_load_leaves_the_old_at_work(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin, refresh=SOON)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    origin.files[FILE] = b"class Beat("
    assert f"{origin.url}{FILE}:1: " in daemon.eventually(lambda: source_of(daemon, key)["outdated"])
    seen = last_event(daemon, key)["seq"]
    daemon.eventually(lambda: last_event(daemon, key)["seq"] > seen)
    says(daemon, key, 1)
    origin.files[FILE] = code(3)
    says(daemon, key, 3)
    assert source_of(daemon, key)["outdated"] == ""


def test_code_that_is_gone_runs_on_and_does_not_begin_again(serving: Serving, origin: Origin) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin, refresh=SOON)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    del origin.files[FILE]
    assert "the origin answers 404" in daemon.eventually(lambda: source_of(daemon, key)["outdated"])
    says(daemon, key, 1)
    daemon.kill()
    daemon.start()
    daemon.eventually(
        lambda: (explained(daemon, key)["error"] or {}).get("failure", {}).get("code") == "missing_file"
    )
    assert explained(daemon, key)["state"] == "degraded"
    origin.files[FILE] = code(2)
    says(daemon, key, 2)


# --- the origin is down -------------------------------------------------------------------------------------------


def test_where_the_origin_goes_down_the_copy_runs_on_and_explain_says_so(
    serving: Serving, origin: Origin
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin, refresh=SOON)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    origin.stop()
    note = daemon.eventually(lambda: source_of(daemon, key)["note"])
    assert f"nothing newer can be had from {origin.url}{FILE}: " in note
    assert explained(daemon, key)["state"] == "running"
    assert f"{origin.url}{FILE}: " in daemon.log()
    origin.files[FILE] = code(2)
    origin.start()
    says(daemon, key, 2)
    assert source_of(daemon, key)["note"] == ""


def test_a_daemon_that_was_killed_begins_with_its_copies_where_the_origin_is_down(
    serving: Serving, origin: Origin
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    daemon.kill()
    origin.stop()
    daemon.start()
    says(daemon, key, 1)
    assert "nothing newer can be had" in source_of(daemon, key)["note"]
    assert source_of(daemon, key)["code"] == digest(code(1))


def forget_copies(daemon: Daemon, statement: str = "DELETE FROM item WHERE collection = 'code'") -> None:
    with sqlite3.connect(daemon.storage) as store:
        assert store.execute(statement).rowcount == 1
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM item WHERE collection = 'code'",
        "UPDATE item SET value = CAST(replace(CAST(value AS TEXT), 'beat', 'evil') AS BLOB) WHERE collection = 'code'",
    ],
    ids=["without a copy", "with one that was tampered with"],
)
def test_without_a_good_copy_a_task_is_degraded_until_the_origin_is_back(
    serving: Serving, origin: Origin, statement: str
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    key = push(daemon, beat(origin))
    says(daemon, key, 1)
    daemon.stop()
    forget_copies(daemon, statement)
    origin.stop()
    daemon.start()
    daemon.eventually(lambda: explained(daemon, key)["state"] == "degraded")
    assert explained(daemon, key)["error"]["failure"]["code"] == "unreachable"
    assert daemon.once(beat(origin))["code"] == "unreachable"
    origin.start()
    says(daemon, key, 1)


def test_a_push_whose_origin_is_down_is_refused(serving: Serving, origin: Origin) -> None:
    daemon = serving(origin)
    origin.stop()
    said = daemon.push(beat(origin), interval=1000)
    assert (said["code"], f"{origin.url}{FILE}: " in said["error"]) == ("unreachable", True)
    assert daemon.ask("list")["tasks"] == []
