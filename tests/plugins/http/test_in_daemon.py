"""Through a real daemon: in the scheme's shared process, forked and locked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from cocaine_sdk.sync import Client

if TYPE_CHECKING:
    from tests.conftest import Daemon


class Site(ThreadingHTTPServer):
    """In threads of its own, since the tests of a daemon run without a loop."""

    daemon_threads = True
    status = 200
    body = b"hello"

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(("127.0.0.1", 0), Page) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def test_a_once_says_how_a_server_is(steady_daemon: Daemon, site: Site) -> None:
    event = steady_daemon.once(f"{site.uri}#keepalive=yes")
    assert (event["availability"], event["code"], event["body_size"]) == ("available", 200, 5)


def test_a_pattern_is_searched_and_stopped_behind_the_walls(steady_daemon: Daemon, site: Site) -> None:
    assert steady_daemon.once(f"{site.uri}#body=^h.llo$")["availability"] == "available"
    site.body = b"l" * 100 + b"x"
    event = steady_daemon.once(f"{site.uri}#body=(l+)+$")
    assert event["reason"] == "body"
    assert event["error"] == "the body is too much for the pattern '(l+)+$', which rests now"


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://no-such-name.invalid/", "resolve"),
        ("https://почта.invalid/", "resolve"),
        ("http://localhost:{closed}/", "refused"),
        ("https://127.0.0.1:{port}/", "tls"),
    ],
)
def test_an_outage_is_an_event_and_no_error(steady_daemon: Daemon, site: Site, uri: str, reason: str) -> None:
    with socket.socket() as bound, Client(steady_daemon.endpoint) as client:
        bound.bind(("127.0.0.1", 0))
        event = client.once(uri.format(port=site.server_port, closed=bound.getsockname()[1]))
    assert (event["availability"], event["code"], event["reason"]) == ("down", 0, reason)


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("http://app:hush-hush@host:0/", "malformed_uri"),
        ("http://app:hush-hush@/", "malformed_uri"),
        ("https://[::1/", "malformed_uri"),
        ("https://app:hush-hush@host/#tls=off", "bad_argument"),
        ("http://host/#body=[", "bad_argument"),
    ],
)
def test_a_uri_that_is_wrong_is_refused_at_the_push(steady_daemon: Daemon, uri: str, code: str) -> None:
    result = steady_daemon.push(uri, interval=1000)
    assert result["code"] == code
    assert "hush" not in result["error"]


def test_the_events_of_a_task_follow_the_server(daemon: Daemon, site: Site) -> None:
    key = daemon.push(site.uri, interval=50)["key"]

    def last() -> Any:
        past = daemon.ask("past", {key: {"depth": 1}})[key]
        return past[0]["event"]["code"] if isinstance(past, list) else None

    daemon.eventually(lambda: last() == 200)
    site.status = 503
    daemon.eventually(lambda: last() == 503)


def test_a_server_that_hangs_is_an_event_and_not_a_lost_run(steady_daemon: Daemon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}/#timeout=200ms"
        event = steady_daemon.once(uri, timeout=60_000)
    assert (event["availability"], event["reason"]) == ("down", "timeout")
