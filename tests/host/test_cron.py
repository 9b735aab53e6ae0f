"""The laws of the driver cron: the times of its expression, in its zone, however the clock is set."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, reset_tzpath

import pytest

from cocaine_sdk.driver import Overlap
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.schedule import DOWN, MOST_MADE_UP, Missed
from cocaine_sdk.testing import FakeClock, FakePulse
from cocained.drivers.cron import Cron, CronArguments

MOSCOW, BERLIN = "Europe/Moscow", "Europe/Berlin"


def at(text: str, zone: str = "UTC") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def pulse_at(text: str, zone: str = "UTC", **more: object) -> FakePulse:
    return FakePulse(FakeClock(time=at(text, zone)), **more)  # type: ignore[arg-type]


def cron(pulse: FakePulse, expression: str, **more: object) -> Cron:
    driver = Cron(CronArguments(expression=expression, **more), pulse)  # type: ignore[arg-type]
    driver.start()
    return driver


def times(pulse: FakePulse, zone: str = "UTC") -> list[str]:
    """When the runs were planned for, as a clock on that zone's wall shows it."""
    ahead = pulse.clock.time() - pulse.clock.monotonic()
    moments = [datetime.fromtimestamp(round(due + ahead, 3), ZoneInfo(zone)) for due in pulse.due]
    return [f"{moment:%d %H:%M}" for moment in moments]


HOUR, DAY = 3600.0, 86400.0


def test_it_runs_at_the_times_of_the_expression_to_the_millisecond() -> None:
    pulse = pulse_at("2026-01-31 23:50")
    cron(pulse, "*/5 * * * *")
    pulse.clock.advance(20 * 60)
    assert times(pulse) == ["31 23:55", "01 00:00", "01 00:05", "01 00:10"]
    assert all(0 <= made - due < 0.01 for made, due in zip(pulse.made, pulse.due, strict=True))


@pytest.mark.parametrize("zone", ["UTC", MOSCOW, "Asia/Kolkata", "America/New_York"])
def test_the_hour_is_that_of_its_zone(zone: str) -> None:
    pulse = pulse_at("2026-07-01 00:00", zone)
    cron(pulse, "30 9 * * mon-fri", timezone=zone)
    pulse.clock.advance(7 * DAY)
    assert times(pulse, zone) == ["01 09:30", "02 09:30", "03 09:30", "06 09:30", "07 09:30"]


def test_a_time_that_the_spring_leaves_out_comes_once_right_after_the_gap() -> None:
    pulse = pulse_at("2026-03-28 12:00", BERLIN)
    cron(pulse, "30 2 * * *", timezone=BERLIN)
    pulse.clock.advance(2 * DAY)
    assert times(pulse, BERLIN) == ["29 03:00", "30 02:30"]


def test_a_time_that_the_autumn_brings_twice_comes_once() -> None:
    pulse = pulse_at("2026-10-24 12:00", BERLIN)
    cron(pulse, "30 2 * * *", timezone=BERLIN)
    pulse.clock.advance(2 * DAY)
    assert times(pulse, BERLIN) == ["25 02:30", "26 02:30"]


def test_every_hour_goes_on_by_the_real_hour_on_both_days() -> None:
    for night in ("2026-03-29 00:30", "2026-10-25 00:30"):
        pulse = pulse_at(night, BERLIN)
        cron(pulse, "0 * * * *", timezone=BERLIN)
        pulse.clock.advance(5 * HOUR)
        apart = [later - due for due, later in zip(pulse.due, pulse.due[1:], strict=False)]
        assert apart == pytest.approx([HOUR] * 4)


def test_a_machine_that_slept_owns_up_to_what_it_missed_and_goes_on() -> None:
    pulse = pulse_at("2026-01-01 00:30")
    cron(pulse, "0 * * * *")
    pulse.clock.advance(60)
    pulse.clock.jump(8 * HOUR)  # the monotonic clock does not run while a machine sleeps
    pulse.clock.advance(HOUR)
    assert pulse.skipped[DOWN] == 8
    assert times(pulse) == ["01 09:00"]


def test_a_missed_run_is_made_up_for_where_the_task_says_so() -> None:
    pulse = pulse_at("2026-01-01 00:30")
    cron(pulse, "0 * * * *", missed=Missed.ONCE)
    pulse.clock.jump(8 * HOUR)
    pulse.clock.advance(60)
    assert len(pulse.made) == 1
    assert pulse.skipped[DOWN] == 7


def test_a_clock_set_back_a_little_repeats_nothing() -> None:
    pulse = pulse_at("2026-01-01 00:59")
    cron(pulse, "0 * * * *")
    pulse.clock.advance(120)
    pulse.clock.jump(-180)
    pulse.clock.advance(600)
    assert len(pulse.made) == 1


def test_a_clock_set_back_far_does_not_stop_the_schedule() -> None:
    pulse = pulse_at("2026-01-01 00:59")
    cron(pulse, "0 * * * *")
    pulse.clock.advance(120)
    pulse.clock.jump(-365 * DAY)
    pulse.clock.advance(HOUR)
    assert len(pulse.made) == 2


@pytest.mark.parametrize(("missed", "made"), [(Missed.SKIP, 0), (Missed.ONCE, 1), (Missed.ALL, 5)])
def test_what_was_due_while_the_daemon_was_down_is_made_up_for_as_the_task_says(
    missed: Missed, made: int
) -> None:
    pulse = pulse_at("2026-01-01 05:30", last=at("2026-01-01 00:00"))
    cron(pulse, "0 * * * *", missed=missed)
    pulse.clock.advance(60)
    assert len(pulse.made) == made
    assert pulse.skipped[DOWN] == 5 - made
    assert times(pulse) == [f"01 {hour:02}:00" for hour in range(6 - made, 6)]


def test_making_up_has_its_bounds() -> None:
    pulse = pulse_at("2026-01-01 00:00", last=at("2025-01-01 00:00"))
    cron(pulse, "* * * * *", missed=Missed.ALL)
    pulse.clock.advance(30)
    assert len(pulse.made) == MOST_MADE_UP
    assert pulse.skipped[DOWN] > 0


def test_a_jitter_moves_each_run_by_the_same() -> None:
    pulse = pulse_at("2026-01-01 00:30", spread=0.25)
    cron(pulse, "0 * * * *", jitter=40_000)
    pulse.clock.advance(3 * HOUR)
    ahead = pulse.clock.time() - pulse.clock.monotonic()
    assert [(due + ahead) % HOUR for due in pulse.due] == pytest.approx([10, 10, 10])


def test_overlap_is_handed_on() -> None:
    pulse = pulse_at("2026-01-01 00:30")
    cron(pulse, "* * * * *", overlap=Overlap.REPLACE)
    pulse.clock.advance(60)
    assert pulse.overlaps == [Overlap.REPLACE]


def test_nothing_runs_after_stop() -> None:
    pulse = pulse_at("2026-01-01 00:30")
    driver = cron(pulse, "* * * * *")
    driver.stop()
    pulse.clock.advance(HOUR)
    assert pulse.made == []


@pytest.mark.parametrize(
    "expression",
    [
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "a b c d e",
        5,
        ["*"],
        "*/0 * * * *",
        "0 0 30 2 *",
        "1-",
        "@daily",
        "0 0 */31 2,4 MON#5",
        "1," * 1000 + "1 * * * *",
    ],
)
def test_an_expression_that_makes_no_sense_is_refused_by_name(expression: object) -> None:
    with pytest.raises(BadArgument, match="expression"):
        CronArguments(expression=expression)


@pytest.mark.parametrize("expression", [None, ""])
def test_without_an_expression_there_is_no_schedule(expression: object) -> None:
    with pytest.raises(MissingArgument, match=r"^no expression specified"):
        CronArguments(expression=expression)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "\0", "Europe"])
def test_a_zone_that_is_none_is_refused_by_name(zone: str) -> None:
    with pytest.raises(BadArgument, match="timezone"):
        CronArguments(expression="* * * * *", timezone=zone)


@pytest.mark.parametrize(
    "zone",
    [
        "localtime",
        "posixrules",
        "Factory",
        "posix/UTC",
        "right/UTC",
        "Etc/../Factory",
        "leapseconds",
        "utc",
        "Here/HQ",
    ],
)
def test_a_file_of_the_machine_that_is_no_zone_of_the_iana_is_refused_whether_it_is_there_or_not(
    zone: str, tmp_path: Path
) -> None:
    for name in ("localtime", "posixrules", "posix/UTC", "right/UTC", "Here/HQ", "leapseconds", "utc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(utc_file())
    reset_tzpath(to=[str(tmp_path), *TZPATH])
    try:
        with pytest.raises(BadArgument, match=f"timezone: '{zone}' is no zone of the IANA"):
            CronArguments(expression="* * * * *", timezone=zone)
    finally:
        reset_tzpath()


def utc_file() -> bytes:
    return (resources.files("tzdata") / "zoneinfo" / "UTC").read_bytes()


def test_every_zone_of_the_iana_is_one() -> None:
    zones = (resources.files("tzdata") / "zones").read_text().split()
    for zone in set(zones) - {"Factory"}:
        assert CronArguments(expression="* * * * *", timezone=zone).timezone == zone


def test_equal_expressions_are_equal_however_they_are_written() -> None:
    assert CronArguments(expression=" 0  9 * * MON ") == CronArguments(expression="0 9 * * mon")


@pytest.mark.parametrize(
    ("nickname", "words"),
    [
        ("@daily", "the same is '0 0 * * *'"),
        (" @Hourly", "the same is '0 * * * *'"),
        ("@weekly", "the same is '0 0 * * 0'"),
        ("@reboot", "such as '*/5 * * * *'"),
    ],
)
def test_a_nickname_is_refused_with_the_fields_that_mean_the_same(nickname: str, words: str) -> None:
    with pytest.raises(BadArgument) as refused:
        CronArguments(expression=nickname)
    assert "is not supported, five fields are wanted" in str(refused.value)
    assert words in str(refused.value)
