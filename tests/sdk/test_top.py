"""What `cocaine top` shows: rates between looks, and a board that fits its place."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from cocaine_sdk.cli.board import SORTS, board
from cocaine_sdk.cli.looks import Figures, Look
from cocaine_sdk.cli.rates import DaemonRates, Looks
from cocaine_sdk.client import TaskState


def look(uptime: float, sources: dict[str, Any], *tasks: dict[str, Any], **changes: Any) -> Look:
    nothing = {"requests": {"total": 0}, "events": {"total": 0}, "runs": {"total": 0}, "cells": {"alive": 0}}
    said = nothing | {"hostname": "peer", "uptime": uptime, "sources": sources} | changes
    return Look(1_700_000_000.0, msgspec.convert(said, Figures), msgspec.convert(tasks, list[TaskState]))


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
    (source,) = rates.sources
    assert (rates.runs_per_second, source.runs_per_second, source.cpu_percent) == (None, None, None)
    assert source.memory == 5


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


def test_a_source_without_tasks_goes_when_it_has_done_nothing_for_a_while_and_is_counted(peer):
    figures = {"x://": {"cpu": 1.0, "memory": 1 << 20, "runs": 5}, "y://": {}}
    task = peer.task(uri="y://")
    dropped = [
        look(1.0, figures, task, peer.task(uri="x://")),
        *(look(float(n), figures, task) for n in range(2, 13)),
    ]
    before, after = rates_of(*dropped[:-1]), rates_of(*dropped)
    assert [source.uri for source in before.sources] == ["x://", "y://"]
    assert ([source.uri for source in after.sources], after.idle, after.idle_memory) == (["y://"], 1, 1 << 20)
    assert texts(after)[1] == "tasks 1  running 1  idle sources 1, 1.0 MiB"


@pytest.mark.parametrize("change", [{"cpu": 2.0}, {"queue": 1}, {"restarts": 1}])
def test_a_source_without_tasks_that_does_something_is_shown(change):
    quiet = {"x://": {"cpu": 1.0}}
    rates = rates_of(*(look(float(n), quiet) for n in range(11)), look(11.0, {"x://": {"cpu": 1.0} | change}))
    assert ([source.uri for source in rates.sources], rates.idle) == (["x://"], 0)


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
