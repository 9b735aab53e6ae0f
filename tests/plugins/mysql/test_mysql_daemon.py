"""Through a real daemon: in the scheme's shared process, forked and locked."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.plugins.mysql.conftest import MariaDB


@pytest.mark.parametrize("options", [{"tls": "off"}, {"tls": "required", "query": "SELECT item FROM orders"}])
def test_a_once_says_how_a_server_is(daemon: Daemon, mariadb: MariaDB, options: dict[str, str]) -> None:
    event = daemon.once(mariadb.uri(**options))
    assert event["availability"] == "available", event
    assert event.get("row.item", "honey") == "honey"


def test_a_socket_and_a_name_that_does_not_resolve_are_reached_from_within(
    daemon: Daemon, mariadb: MariaDB
) -> None:
    assert daemon.once(mariadb.socket_uri())["availability"] == "available"
    assert daemon.once(mariadb.uri(host="nowhere.invalid"))["reason"] == "resolve"
    event = daemon.once(mariadb.uri(tls="verify"))
    assert event.get("reason") == "tls", (event, daemon.log())


@pytest.mark.parametrize(
    ("uri", "code"),
    [("mysql://app:hush-hush@host:0/", "malformed_uri"), ("mysql://host/", "malformed_uri"),
     ("mysql://app:hush-hush@host/?tsl=off", "bad_argument"), ("mysql://app@host/?query=DROP+TABLE+t", "bad_argument")],
)  # fmt: skip
def test_a_uri_that_is_wrong_is_refused_at_the_push(daemon: Daemon, uri: str, code: str) -> None:
    result = daemon.push(uri, interval=1000)
    assert result["code"] == code
    assert "hush" not in result["error"]


def test_a_server_that_hangs_is_an_event_and_not_a_lost_run(daemon: Daemon, mariadb: MariaDB) -> None:
    mariadb.signal(signal.SIGSTOP)
    try:
        event = daemon.once(mariadb.uri(), timeout=60_000)  # the source's own deadline comes first
    finally:
        mariadb.signal(signal.SIGCONT)
    assert (event["availability"], event["reason"]) == ("down", "timeout")


def test_the_events_of_a_task_follow_the_server(daemon: Daemon, mariadb: MariaDB) -> None:
    key = daemon.push(mariadb.uri(), interval=50)["key"]

    def last() -> Any:
        past = daemon.ask("past", {key: {"depth": 1}})[key]
        return past[0]["event"]["availability"] if isinstance(past, list) else None

    daemon.eventually(lambda: last() == "available")
    mariadb.stop(signal.SIGKILL)
    daemon.eventually(lambda: last() == "down")
    mariadb.start()
    daemon.eventually(lambda: last() == "available")


def test_the_password_is_in_nothing_that_the_daemon_says_or_keeps_of_runs(
    daemon: Daemon, mariadb: MariaDB
) -> None:
    uri = mariadb.uri()
    key = daemon.push(uri, interval=20)["key"]
    other = daemon.push(mariadb.uri(password="hush-hush-no"), interval=20)["key"]
    daemon.eventually(lambda: all(isinstance(daemon.ask("past", {k: {}})[k], list) for k in (key, other)))
    said = json.dumps(daemon.ask("past", {key: {}, other: {}})) + daemon.log()
    assert "hush" not in said
    assert "hush" not in json.dumps(daemon.ask("explain", {key: {}})[key]["runs"])
