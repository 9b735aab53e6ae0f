"""The laws of the times that a source names: what is most likely a delay is said to be one, and runs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cocained.cells.inside.times import Times

if TYPE_CHECKING:
    from tests.conftest import Daemon


class Said(list[tuple[str, str]]):
    def __call__(self, level: str, message: str) -> None:
        self.append((level, message))


@pytest.mark.parametrize("when", [7.3, 60, 0.001, 86_400.0])
def test_a_delay_is_taken_for_the_time_that_it_is_and_said_once_to_be_one(when: float) -> None:
    said = Said()
    times = Times(said)
    assert [times.read(when) for _ in range(3)] == [when] * 3
    ((level, message),) = said
    assert level == "warning"
    assert message.startswith(f"reschedule() gave {when:g}: it is a unix time in seconds")


@pytest.mark.parametrize("when", [0, 0.0, -1, 1e9, 1_700_000_000.5, 1e300])
def test_zero_means_at_once_and_neither_it_nor_a_time_of_our_century_is_doubted(when: float) -> None:
    said = Said()
    assert Times(said).read(when) == when
    assert said == []


@pytest.mark.parametrize("when", [None, "7", True, float("nan"), float("inf")])
def test_what_is_no_time_is_refused(when: Any) -> None:
    with pytest.raises(TypeError, match="unix time"):
        Times(Said()).read(when)


def test_a_source_that_gives_a_delay_runs_at_once_and_log_and_explain_say_what_it_did(daemon: Daemon) -> None:
    daemon.source(
        "x.py",
        "class X:\n    def next(self): return {'n': 1}\n    def reschedule(self): return 7.3\n",
    )
    key = daemon.push("python:///x.py/X", driver="manual")["key"]
    daemon.eventually(lambda: daemon.ask("list")["tasks"][0]["runs"] >= 3)
    log = daemon.ask("explain", {key: {}})[key]["log"]
    (line,) = [line["message"] for line in log if line["level"] == "warning"]
    assert "reschedule() gave 7.3: it is a unix time in seconds, such as time.time() + 7.3" in line
    assert daemon.log().count("reschedule() gave 7.3") == 1
