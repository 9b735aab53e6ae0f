"""What `cocaine top` shows: rates between looks, a board that fits its place, and a terminal given back."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cocaine_sdk.cli.board import SORTS, board
from cocaine_sdk.cli.looks import Figures, Look
from cocaine_sdk.cli.rates import DaemonRates, Looks
from cocaine_sdk.client import TaskState

DONE, NO_DAEMON = 0, 3
PATIENCE = 20.0


def stats(uptime: float, sources: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What a daemon says of itself, as far as it is shown."""
    return {
        "hostname": "peer",
        "uptime": uptime,
        "requests": {"total": 0, "pending": 1},
        "events": {"total": 0},
        "runs": {"total": 0, "failed": 0, "timeouts": 0, "skipped": 0},
        "cells": {"alive": len(sources)},
        "sources": sources,
    } | changes


def look(uptime: float, sources: dict[str, Any], *tasks: dict[str, Any], **changes: Any) -> Look:
    figures = msgspec.convert(stats(uptime, sources, **changes), Figures)
    return Look(1_700_000_000.0, figures, msgspec.convert(tasks, list[TaskState]))


def rates_of(*looks: Look, sort: str = "cpu") -> DaemonRates:
    made = Looks(SORTS[sort].amount)
    for one in looks:
        made.add(one)
    return made.rates()


# --- rates


def test_a_rate_is_what_passed_between_two_looks_by_the_daemons_clock():
    rates = rates_of(
        look(100.0, {"x://": {"runs": 10}}, events={"total": 5}, runs={"total": 7}),
        look(104.0, {"x://": {"runs": 30}}, events={"total": 25}, runs={"total": 17}),
    )
    assert (rates.events_per_second, rates.runs_per_second) == (5.0, 2.5)
    assert rates.sources[0].runs_per_second == 5.0


def test_one_look_gives_no_rate():
    rates = rates_of(look(100.0, {"x://": {"runs": 10, "memory": 5}}))
    assert (rates.runs_per_second, rates.sources[0].runs_per_second, rates.sources[0].cpu_percent) == (
        None,
    ) * 3
    assert rates.sources[0].memory == 5


def test_the_requests_of_the_looks_themselves_are_not_counted():
    idle = [look(100.0 + n, {}, requests={"total": 50 + 2 * n}) for n in range(30)]
    assert rates_of(*idle).requests_per_second == 0.0
    busy = [look(100.0 + n, {}, requests={"total": 50 + 5 * n}) for n in range(30)]
    assert rates_of(*busy).requests_per_second == pytest.approx(3.0)


def test_processor_time_that_is_measured_every_five_seconds_gives_an_even_percentage():
    looks = [look(float(n), {"x://": {"cpu": n // 5 * 5 * 0.3}}) for n in range(60)]
    percents = [rates_of(*looks[: n + 1]).sources[0].cpu_percent for n in range(60)]
    assert percents[:5] == [None] * 5
    assert percents[5:] == [pytest.approx(30.0)] * 55


def test_a_rate_follows_the_last_ten_seconds():
    looks = [look(float(n), {"x://": {"runs": max(0, n - 50)}}) for n in range(61)]
    assert rates_of(*looks).sources[0].runs_per_second == 1.0


def test_looks_far_apart_give_the_rate_between_the_last_two():
    looks = [look(60.0 * n, {"x://": {"runs": 60 * n * n, "cpu": 6.0 * n}}) for n in range(4)]
    (source,) = rates_of(*looks).sources
    assert (source.runs_per_second, source.cpu_percent) == (5.0, pytest.approx(10.0))


def test_a_daemon_that_was_started_anew_has_no_rates_yet_and_never_negative_ones():
    before = look(500.0, {"x://": {"runs": 1000}})
    after = look(1.0, {"x://": {"runs": 2}})
    assert rates_of(before, after).sources[0].runs_per_second is None
    assert rates_of(before, after, look(3.0, {"x://": {"runs": 4}})).sources[0].runs_per_second == 1.0


def test_a_count_that_falls_as_a_task_is_dropped_is_no_growth():
    rates = rates_of(look(1.0, {"x://": {"runs": 9}}), look(2.0, {"x://": {"runs": 1}}))
    assert rates.sources[0].runs_per_second == 0.0


def test_a_source_that_came_in_between_is_measured_from_where_it_came():
    rates = rates_of(
        look(1.0, {}), look(5.0, {"x://": {"runs": 10}}), look(7.0, {"x://": {"runs": 14}}), look(8.0, {})
    )
    assert rates.sources == []
    rates = rates_of(look(1.0, {}), look(5.0, {"x://": {"runs": 10}}), look(7.0, {"x://": {"runs": 14}}))
    assert (rates.sources[0].runs_per_second, rates.sources[0].cpu_percent) == (2.0, None)


def test_a_source_has_the_nearest_next_run_of_its_tasks_and_one_without_tasks_has_none(peer):
    def task(uri: str, next_run: float | None) -> dict[str, Any]:
        return {**peer.task(), "uri": uri, "next_run": next_run}

    rates = rates_of(
        look(1.0, {"x://": {}, "y://": {}}, task("x://", 9.0), task("x://", 4.0), task("x://", None))
    )
    assert {source.uri: source.next_run for source in rates.sources} == {"x://": 4.0, "y://": None}


@pytest.mark.parametrize("sort", SORTS)
def test_the_source_with_the_most_of_what_is_sorted_by_comes_first(sort):
    least = dict.fromkeys(SORTS, 1)
    more = least | {sort: 2}
    rates = rates_of(
        look(0.0, {"a://": {}, "b://": {}, "c://": {}}),
        look(10.0, {"b://": least, "c://": more, "a://": least}),
        sort=sort,
    )
    assert [source.uri for source in rates.sources] == ["c://", "a://", "b://"]


# --- the board


def some(peer: Any, number: int, state: str = "running") -> DaemonRates:
    sources = {f"python:///file{n:03}.py/MyClass?some_arg={n}": {"memory": 1 << 24} for n in range(number)}
    return rates_of(look(3 * 3600.0, sources, *(peer.task(uri=uri, state=state) for uri in sources)))


def texts(*arguments: Any, keep: str = "CPU%", **places: Any) -> list[str]:
    return [line.text for line in board(*arguments, keep, **places)]


def test_the_head_says_how_the_daemon_does_and_how_many_tasks_are_in_which_state(peer):
    tasks = [peer.task(state=state) for state in ("running", "degraded", "running", "quarantined")]
    head, states, *_ = texts(rates_of(look(3 * 3600.0, {}, *tasks), look(3 * 3600.0 + 2, {}, *tasks)))
    assert head == "peer  up 3 h  requests 0.0/s  events 0.0/s  runs 0.0/s  cells 0"
    assert states == "tasks 4  degraded 1  quarantined 1  running 2"


def test_a_source_shows_the_worst_state_of_its_tasks_and_how_many_are_in_it(peer):
    tasks = [peer.task(uri="x://", state=state) for state in ("running", "degraded", "running")]
    row = board(rates_of(look(1.0, {"x://": {}, "y://": {}}, *tasks)), "CPU%")[-2]
    assert row.text.startswith("degraded 1/3 ")
    assert row.kind == "degraded"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 140])
def test_no_line_is_wider_than_its_place_and_the_source_keeps_its_room(peer, width):
    lines = texts(some(peer, 3), width=width)
    assert [line for line in lines if len(line) > width] == []
    assert "SOURCE" in lines[-4]


def test_a_long_uri_loses_its_middle(peer):
    row = texts(some(peer, 1), width=50)[-1]
    assert re.search(r"  python:///fi\S*…\S*some_arg=0$", row)


def test_columns_give_way_to_the_source_but_never_the_one_that_is_sorted_by(peer):
    wide = texts(some(peer, 1))[-2].split()
    narrow = texts(some(peer, 1), width=60, keep="QUEUE")[-2].split()
    assert {"RESTARTS", "SKIPPED", "TASKS"} < set(wide)
    assert {"RESTARTS", "SKIPPED", "TASKS"}.isdisjoint(narrow)
    assert "QUEUE" in narrow


@pytest.mark.parametrize("height", [1, 4, 5, 10, 24, 60])
def test_as_many_sources_as_fit_are_shown_and_the_others_counted(peer, height):
    lines = texts(some(peer, 50), height=height)
    assert len(lines) <= height
    shown = [line for line in lines if "python://" in line]
    if height >= 5:
        assert lines[-1] == f"… and {50 - len(shown)} more" or len(shown) == 50
    assert len(shown) == (50 if height == 60 else max(0, height - 5))


def test_a_source_cannot_play_with_the_terminal():
    evil = "x://\x1b[2J\x9b"
    tasks = {"key": evil, "uri": evil, "driver": evil, "arguments": {}, "state": evil}
    for line in texts(rates_of(look(1.0, {evil: {}}, tasks, hostname=evil)), width=60):
        assert line.isprintable()


# --- the command


def busy(peer: Any, request: dict[str, Any]) -> dict[str, Any]:
    """A daemon whose clock goes a second from look to look, and whose source runs twice in each."""
    if request["action"] != "stats":
        return dict(peer.serve(peer, request))
    looks = sum(request["action"] == "stats" for request in peer.requests)
    return stats(float(looks), {peer.uri: {"memory": 3 << 20, "runs": 2 * looks}})


def test_top_prints_so_many_tables_where_it_is_told_to(cocaine, peer):
    peer.handler = busy
    done = cocaine("top", "--count", "2", "--interval", "100ms")
    tables = done.stdout.strip().split("\n\npeer")
    assert (done.returncode, len(tables), done.stderr) == (DONE, 2, "")
    assert tables[0].splitlines()[-1].split() == (
        ["running", "1", "-", "3.0", "MiB", "0", "2.0", "0", "0", "0", "in", "60", "min", peer.uri]
    )


def test_top_in_json_prints_a_document_for_each_look(cocaine, peer):
    peer.handler = busy
    done = cocaine("top", "--count", "2", "--interval", "100ms", "--json")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [document["uptime"] for document in documents] == [2, 3]
    assert documents[1]["sources"][0]["runs_per_second"] == 2
    assert documents[1]["sources"][0]["cpu_percent"] is None


def test_so_many_tables_of_a_daemon_that_goes_away_end_with_it(cocaine, peer):
    def going(peer: Any, request: dict[str, Any]) -> dict[str, Any] | None:
        return busy(peer, request) if len(peer.requests) <= 4 else None

    peer.handler = going
    done = cocaine("--timeout", "0.3", "top", "--count", "9", "--interval", "100ms")
    assert done.returncode == NO_DAEMON
    assert done.stdout.count("STATE") == 1
    assert "did not answer" in done.stderr


_HEEDING = ["env", "--default-signal=INT"]
"""A shell's background jobs, and so these tests, may ignore it."""


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, peer: Any, *words: str) -> None:
        self._master, slave = pty.openpty()
        self.resize(24, 100)
        self.output = ""
        self.process = subprocess.Popen(
            [*_HEEDING, "setsid", "--ctty", Path(sys.executable).with_name("cocaine"), *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=os.environ | {"COCAINE_CONNECT": peer.endpoint, "TERM": "xterm-256color"},
        )
        os.close(slave)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def until(self, pattern: str) -> str:
        """Read on until the pattern comes; what came up to its end."""
        for _ in range(10_000):
            found = re.search(pattern, self.output)
            if found:
                read, self.output = self.output[: found.end()], self.output[found.end() :]
                return read
            assert select.select([self._master], [], [], PATIENCE)[0], f"{pattern} never came"
            self.output += os.read(self._master, 4096).decode(errors="replace")
        raise AssertionError(f"{pattern} never came: {self.output[-2000:]}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def terminal(peer: Any) -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def start(*words: str) -> Terminal:
        made.append(Terminal(peer, *words))
        return made[-1]

    yield start
    for one in made:
        one.close()


ENTERED, LEFT = r"\x1b\[\?1049h", r"\x1b\[\?1049l"


@pytest.mark.parametrize("end", ["ctrl-c", "terminated"])
def test_on_a_terminal_top_is_live_until_its_end_and_gives_the_terminal_back(peer, terminal, end):
    peer.handler = busy
    top = terminal("top", "--interval", "100ms")
    top.until(ENTERED)
    for uptime in (2, 3, 4):
        top.until(rf"up {uptime}\.0 s")
    if end == "ctrl-c":
        top.type(b"\x03")
    else:
        os.kill(top.process.pid, signal.SIGTERM)
    assert "\x1b[?25h" in top.until(LEFT) + top.output
    assert top.process.wait(PATIENCE) == DONE


def test_a_daemon_that_goes_away_is_said_so_and_waited_for(peer, terminal):
    peer.handler = busy
    top = terminal("--timeout", "0.3", "top", "--interval", "100ms")
    top.until(r"up 2\.0 s")
    peer.stop()
    top.until("trying again")
    top.until("running")  # the last figures stay
    peer.requests.clear()
    peer.restart()
    top.until(r"up 1\.0 s")


def test_the_board_is_laid_out_anew_when_the_terminal_changes(peer, terminal):
    peer.handler = busy
    top = terminal("top", "--interval", "1h")
    top.until("RESTARTS")
    top.resize(24, 60)
    assert "RESTARTS" not in top.until("SOURCE").partition("STATE")[2]


def test_without_a_screen_top_goes_on_until_it_is_interrupted(peer):
    peer.handler = busy
    program = [Path(sys.executable).with_name("cocaine"), "--connect", peer.endpoint]
    command = [*_HEEDING, *program, "top", "--interval", "100ms"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as top:
        assert top.stdout is not None
        heads = (line for line in top.stdout if "STATE" in line)
        assert len([head for head, _ in zip(heads, range(3), strict=False)]) == 3
        top.send_signal(signal.SIGINT)
        assert top.wait(PATIENCE) == DONE
