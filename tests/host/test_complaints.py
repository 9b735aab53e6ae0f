"""The laws of what the daemon's log tells of runs that fail."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.failure import Failure
from cocained.core.complaints import BURST, MINUTE, Complaints

if TYPE_CHECKING:
    from tests.conftest import Daemon
    from tests.host.conftest import Stage

KEY, URI = "auto:1", "python:///x.py/X"
FAILED = Failure(
    code=failure.SOURCE_ERROR, message="ValueError: no", file="x.py", line=3, text="raise ValueError('no')"
)


@pytest.fixture
def complaints(caplog: pytest.LogCaptureFixture) -> Complaints:
    caplog.set_level(logging.WARNING)
    return Complaints()


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_the_first_failure_of_a_task_names_source_task_place_and_cause(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    complaints.failed(KEY, URI, FAILED, 0.0)
    assert lines(caplog) == [f"{URI}: {KEY}: x.py:3: ValueError: no"]


def test_a_task_that_goes_on_failing_has_a_line_a_minute_that_counts_the_others(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(601):
        complaints.failed(KEY, URI, FAILED, float(second))
    assert len(lines(caplog)) == 1 + 600 / MINUTE
    assert all(
        line.endswith("ValueError: no … and 59 more since the last line") for line in lines(caplog)[1:]
    )


def test_a_failure_after_a_run_that_was_well_is_told_at_once(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    complaints.failed(KEY, URI, FAILED, 0.0)
    complaints.well(KEY)
    complaints.failed(KEY, URI, FAILED, 1.0)
    assert len(lines(caplog)) == 2


def test_a_task_that_fails_and_is_well_by_turns_is_no_flood(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(6000):
        complaints.failed(KEY, URI, FAILED, float(second))
        complaints.well(KEY)
    assert len(lines(caplog)) <= BURST + 6000 / MINUTE + 1


def test_each_task_complains_for_itself_and_one_that_is_dropped_is_forgotten(
    complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("auto:1", "auto:2", "auto:1"):
        complaints.failed(key, URI, FAILED, 0.0)
    complaints.forget("auto:1")
    complaints.failed("auto:1", URI, FAILED, 1.0)
    assert [line.split(": ")[1] for line in lines(caplog)] == ["auto:1", "auto:2", "auto:1"]


async def test_a_source_that_answers_and_dies_by_turns_is_no_flood(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    thread = stage.thread()
    await thread.open()
    stage.task(thread)
    for _ in range(300):
        stage.driver.pulse.run(0.0)
        stage.cell.answer(stage.event(n=1))
        stage.cell.die()
        await stage.pass_time(1)
    deaths = [line for line in lines(caplog) if "started again in" in line]
    assert len(deaths) == BURST + 300 / MINUTE - 1
    assert lines(caplog).count(f"{thread.shown}: it is up again") == len(deaths)
    assert deaths[0] == f"{thread.shown}: {stage.died.message}; started again in 0.1 s"
    assert re.search(r" … and \d+ more since the last line$", deaths[-1])
    assert thread.restarts == 300


async def test_a_source_that_does_not_come_up_again_has_a_line_a_minute(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    thread = stage.thread()
    await thread.open()
    stage.cells.failing = SourceFailed(stage.died)
    stage.cell.die()
    await stage.pass_time(600)
    assert thread.restarts > 10
    assert len([line for line in lines(caplog) if "started again in" in line]) <= 1 + 600 / MINUTE


@pytest.mark.parametrize(
    ("body", "arguments", "words"),
    [
        ("return 1 / 0", {}, "x.py:3: ZeroDivisionError: division by zero"),
        ("while True: pass", {"timeout": 200}, "the run took longer than its 200 ms and was ended"),
    ],
)
def test_a_failed_run_of_a_task_is_in_the_daemons_log(
    daemon: Daemon, body: str, arguments: dict[str, int], words: str
) -> None:
    daemon.source("x.py", f"class X:\n    def next(self):\n        {body}\n")
    key = daemon.push(URI, interval=50, **arguments)["key"]
    line = daemon.eventually(lambda: [line for line in daemon.log().splitlines() if key in line])[0]
    assert "WARNING" in line
    assert line.endswith(f"{URI}: {key}: {words}")


def test_a_reschedule_that_fails_is_in_the_daemons_log(daemon: Daemon) -> None:
    daemon.source(
        "x.py", "class X:\n    def next(self): pass\n    def reschedule(self):\n        return 'soon'\n"
    )
    key = daemon.push(URI, driver="manual")["key"]
    daemon.eventually(lambda: f"{key}: x.py: TypeError: reschedule() must give a unix time" in daemon.log())
