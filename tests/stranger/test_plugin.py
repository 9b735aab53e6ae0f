"""A stranger's plugins come through the same door as ours: the package imports the sdk alone, and is a real wheel."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.stranger.conftest import Environment

    Built = Callable[[str], Path]


@pytest.fixture
def waters(environment: Environment, make_daemon: MakeDaemon, built: Built) -> Daemon:
    """A daemon that has the stranger's package beside it, not started yet."""
    environment.install(built("waters"))
    daemon = make_daemon()
    daemon.python = environment.python
    daemon.source("steady.py", "def steady():\n    while True:\n        yield {'steady': True}\n")
    return daemon


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server that says one word to whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.sendall(b"ahoy")

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def counted(daemon: Daemon, name: str = "count") -> Any:
    return daemon.once(f"lake://{name}")


def shared_pid(daemon: Daemon) -> int:
    return int(counted(daemon)["pid"])


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


# --- found and run


def test_its_schemes_are_found_and_its_sources_run(waters: Daemon) -> None:
    waters.start()
    assert waters.once("brook://count")["number"] == 1
    assert counted(waters)["number"] == 1
    assert waters.once("pond://count")["number"] == 1
    assert waters.once("river://any") == {"number": 0}
    key = waters.push("lake://count", driver="auto", interval=20)["key"]
    with waters.subscribe(key) as events:
        assert {events.recv_multipart()[0].split()[1] for _ in range(6)} == {b"number", b"pid", b"closed"}


def test_what_a_forked_plugin_makes_has_a_process_of_its_own(waters: Daemon) -> None:
    waters.start()
    assert waters.once("brook://count?a=1")["pid"] != waters.once("brook://count?a=2")["pid"]


def test_all_that_a_shared_plugin_makes_is_in_one_process(waters: Daemon) -> None:
    waters.start()
    assert len({counted(waters, f"count?n={n}")["pid"] for n in range(20)}) == 1


@pytest.mark.parametrize("scheme", ["lake", "pond", "river", "brook"])
def test_its_end_is_an_end_whatever_it_is_written_as(waters: Daemon, scheme: str) -> None:
    waters.start()
    key = waters.push(f"{scheme}://short", driver="auto", interval=10)["key"]
    waters.eventually(lambda: explain(waters, key)["state"] == "exhausted")


def test_methods_that_are_not_async_reschedule_and_process_too(waters: Daemon) -> None:
    waters.start()
    key = waters.push("pond://count", driver="manual")["key"]
    waters.eventually(lambda: explain(waters, key)["runs"] >= 3)


def test_a_uri_that_it_refuses_is_refused_at_the_push_with_its_own_words_and_code(waters: Daemon) -> None:
    waters.start()
    for driver in ({"driver": "once"}, {"driver": "auto", "interval": 1000}):
        refused = waters.push("lake://desert", **driver)
        assert refused == {"error": "a lake has no desert", "code": "bad_argument"}
    assert waters.ask("list")["tasks"] == []


def test_what_it_says_by_logging_is_in_the_daemons_log_beside_its_uri(waters: Daemon) -> None:
    waters.start()
    waters.once("lake://speak")
    waters.once("pond://count")
    waters.eventually(lambda: "lake://speak: the water is cold" in waters.log())
    waters.eventually(lambda: "pond://count: from a thread" in waters.log())
    assert "nobody hears this" not in waters.log()


def test_what_it_says_without_end_is_cut_and_the_process_lives_on(waters: Daemon) -> None:
    waters.start()
    before = shared_pid(waters)
    assert waters.once("lake://babble") == {}
    assert shared_pid(waters) == before


def test_a_log_line_that_cannot_be_formatted_costs_no_run(waters: Daemon) -> None:
    waters.start()
    assert waters.once("lake://mumble") == {"said": True}
    waters.eventually(lambda: "a log line that cannot be formatted: TypeError" in waters.log())


def test_hundreds_of_plain_methods_run_at_the_same_time(waters: Daemon) -> None:
    waters.start()
    crew = {f"pond://crew?n={n}": {"driver": "auto", "interval": 500, "timeout": 60_000} for n in range(200)}
    keys = [pushed["key"] for uri, pushed in waters.ask("push", crew).items() if uri in crew]
    waters.eventually(lambda: all(explain(waters, key)["last_runs"] for key in keys))
    assert {explain(waters, key)["last_runs"][0]["outcome"] for key in keys} == {"event"}


# --- what costs the scheme alone


def test_one_that_cannot_be_imported_costs_its_scheme_and_says_why(waters: Daemon) -> None:
    waters.start()
    refused = waters.once("bog://any")
    assert refused["code"] == "scheme_unavailable"
    for words in (
        "cocaine-plugin-waters 2.1",
        "cocaine_bog:Bog",
        "libbog.so.3 is not there",
        "cocaine_bog.py:1",
    ):
        assert words in refused["error"]
    assert waters.once("brook://count")["number"] == 1


def test_one_with_an_isolation_that_there_is_not_is_refused_by_name(waters: Daemon) -> None:
    waters.start()
    assert "'foggy' is not a valid Isolation" in waters.once("fog://any")["error"]


def test_a_scheme_that_two_distributions_take_is_refused_with_both(
    waters: Daemon, environment: Environment, built: Built
) -> None:
    environment.install(built("dam"))
    waters.start(expect_ready=False)
    assert waters.process.wait(30) == 1
    assert "cocaine-plugin-dam 0.1 and cocaine-plugin-waters 2.1" in waters.log()


@pytest.mark.parametrize(("kind", "code"), [("crash", "source_died"), ("flood", "out_of_memory")])
def test_one_that_crashes_or_eats_memory_costs_its_own_process(waters: Daemon, kind: str, code: str) -> None:
    waters.start()
    before = waters.once("brook://count")
    assert waters.once(f"brook://{kind}")["code"] == code
    assert waters.once("brook://count") == {"number": 2, "pid": before["pid"]}


# --- what costs no other source of a shared process


@pytest.mark.parametrize(
    "uri", ["lake://hang", "lake://stubborn", "pond://hang", "lake://exit", "lake://flood"]
)
def test_a_source_that_hangs_or_fails_leaves_the_others_where_they_are(waters: Daemon, uri: str) -> None:
    waters.start()
    scheme = uri.partition("://")[0]
    before = waters.once(f"{scheme}://count")
    for _ in range(2):
        assert "error" in waters.once(uri, timeout=100)
        after = waters.once(f"{scheme}://count")
        assert after["pid"] == before["pid"]
    assert after["number"] == 3


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("gibberish", "ValueError: half a fish: ?"),
        ("gush", "ValueError: fishfishfish"),
        ("riddle", "an error that cannot be told"),
    ],
)
def test_an_error_whatever_its_words_is_told_and_costs_its_run_alone(
    waters: Daemon, kind: str, said: str
) -> None:
    waters.start()
    before = shared_pid(waters)
    refused = waters.once(f"lake://{kind}")
    assert refused["code"] == "source_error"
    assert said in refused["error"]
    assert shared_pid(waters) == before


def test_a_source_whose_close_wants_to_end_the_program_goes_alone(
    make_daemon: MakeDaemon, environment: Environment, built: Built
) -> None:
    environment.install(built("waters"))
    daemon = make_daemon("--idle-timeout", "0.05")
    daemon.python = environment.python
    daemon.start()
    daemon.push("lake://count", driver="auto", interval=20)
    before = shared_pid(daemon)
    assert daemon.once("lake://sulk")["pid"] == before
    daemon.eventually(lambda: counted(daemon)["closed"] == 1)
    assert shared_pid(daemon) == before


def test_one_whose_close_blocks_the_process_is_named_with_the_line(waters: Daemon) -> None:
    waters.start()
    before = shared_pid(waters)
    assert waters.once("lake://clog", timeout=100)["code"] == "timeout"
    waters.eventually(lambda: counted(waters).get("pid", before) != before)
    assert "blocked the process of its scheme, at cocaine_waters.py:" in waters.log()


@pytest.mark.parametrize("kind", ["block", "crash"])
def test_one_that_stops_or_kills_the_process_costs_the_others_a_moment(waters: Daemon, kind: str) -> None:
    waters.start()
    key = waters.push("lake://count", driver="auto", interval=20)["key"]
    waters.eventually(lambda: explain(waters, key)["runs"] >= 2)
    before = shared_pid(waters)
    assert waters.once(f"lake://{kind}", timeout=20_000)["code"] in ("timeout", "source_died")
    runs = explain(waters, key)["runs"]
    waters.eventually(lambda: explain(waters, key)["runs"] >= runs + 3)
    assert shared_pid(waters) != before
    assert waters.once("python:///steady.py/steady") == {"steady": True}


def test_whoever_blocks_the_process_is_named_with_the_line_and_the_way_out(waters: Daemon) -> None:
    waters.start()
    said = waters.once("lake://block", timeout=20_000)
    assert "blocked the process of its scheme, at cocaine_waters.py:" in said["error"]
    assert "await what takes long" in said["error"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_is_killed_or_stopped_is_replaced(waters: Daemon, number: signal.Signals) -> None:
    waters.start()
    key = waters.push("lake://count", driver="auto", interval=20)["key"]
    waters.eventually(lambda: explain(waters, key)["runs"] >= 2)
    before = shared_pid(waters)
    os.kill(before, number)
    waters.eventually(lambda: counted(waters, "count?again=1").get("pid", before) != before)
    runs = explain(waters, key)["runs"]
    waters.eventually(lambda: explain(waters, key)["runs"] >= runs + 3)


def test_one_that_holds_the_interpreters_lock_is_ended_with_the_process(waters: Daemon) -> None:
    waters.start()
    before = shared_pid(waters)
    assert "error" in waters.once("lake://grip", timeout=60_000)
    assert waters.eventually(lambda: counted(waters).get("pid")) != before


@pytest.mark.parametrize("uri", ["lake://stubborn", "pond://hang"])
def test_calls_that_will_not_end_do_not_pile_up(waters: Daemon, uri: str) -> None:
    waters.start()
    count = f"{uri.partition('://')[0]}://count"
    before = waters.once(count)["pid"]
    waters.ask("push", {f"{uri}?n={n}": {"driver": "once", "timeout": 1000} for n in range(20)})
    waters.eventually(lambda: waters.once(count).get("pid", before) != before)


# --- its end


def test_a_source_is_closed_with_its_thread_and_the_process_ends_with_its_last(
    make_daemon: MakeDaemon, environment: Environment, built: Built
) -> None:
    environment.install(built("waters"))
    daemon = make_daemon("--idle-timeout", "0.05")
    daemon.python = environment.python
    daemon.start()
    key = daemon.push("lake://count", driver="auto", interval=20)["key"]
    pid = shared_pid(daemon)
    assert daemon.once("lake://count?other=1")["closed"] == 0
    daemon.eventually(lambda: daemon.once("lake://count")["closed"] == 1)
    assert daemon.ask("drop", {key: {}})[key] == {"status": "success"}
    daemon.eventually(lambda: not psutil.pid_exists(pid))


def test_nothing_is_left_after_the_daemons_death(waters: Daemon) -> None:
    waters.start()
    pid = shared_pid(waters)
    waters.kill()
    waters.eventually(lambda: not psutil.pid_exists(pid))


# --- the walls


def test_it_connects_and_resolves(waters: Daemon, listener: int) -> None:
    waters.start()
    assert waters.once(f"lake://connect?port={listener}")["said"] == "ahoy"


@pytest.mark.parametrize(
    "kind", ["read?path=/etc/passwd", "write?path=/tmp/wet", "listen", "program", "fork", "raw"]
)
def test_it_reaches_nothing_of_this_machine(waters: Daemon, kind: str) -> None:
    waters.start()
    said = waters.once(f"lake://{kind}")
    assert "PermissionError" in said["error"]
    assert "cocaine_waters.py:" in said["error"]


def test_it_reaches_no_other_process(waters: Daemon) -> None:
    waters.start()
    assert "PermissionError" in waters.once(f"lake://kill?pid={waters.pid}")["error"]
    assert waters.process.poll() is None
