"""cron: run the source at the times of a five-field expression, in a time zone (ours).

What daylight saving does is what Debian's cron does, by `cronsim`: a run at a time of day that does not exist comes
right after the gap, one at a time of day that comes twice is made once; with `*` hours they go on by the real hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from cronsim import CronSim, CronSimError
from msgspec.structs import force_setattr

from cocaine_sdk.driver import Cancellable, Driver, Overlap, Pulse
from cocaine_sdk.errors import BadArgument, MissingArgument
from cocaine_sdk.schedule import MakeUp, Missed, milliseconds

GRACE = 60.0
"""Seconds by which a run may be late; one that is later, since the machine slept or its clock was set, was missed."""
LONGEST = 256
"""Characters of an expression: it is read again at every run."""
COUNTED = 1000
"""Missed runs that are looked for; of more than these the older ones are not counted."""

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
"""What other crons take in the place of five fields, and what it means there."""

AREAS = frozenset(
    (
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada",
        "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
    )
)  # fmt: skip
"""What comes before the first `/` in a name of the IANA; machines have others beside them, such as `posix/…`."""
ALONE = frozenset(
    (
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT",
        "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica",
        "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC",
        "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal",
        "W-SU", "WET", "Zulu",
    )
)  # fmt: skip
"""The names without one. `Factory` is no zone: it stands for a machine on which none was chosen."""


class CronArguments(msgspec.Struct, frozen=True):
    """`expression`: minute, hour, day of month, month, day of week. `timezone`: of the IANA, UTC by default.

    `jitter`: milliseconds, by up to which this task runs later than that, always by the same.
    """

    expression: Any = None
    timezone: str = "UTC"
    jitter: float = 0.0
    overlap: Overlap = Overlap.SKIP
    missed: Missed = Missed.SKIP

    def __post_init__(self) -> None:
        force_setattr(self, "expression", _expression(self.expression))
        force_setattr(self, "jitter", milliseconds("jitter", self.jitter))
        zone = _zone(self.timezone)
        try:
            if next(CronSim(self.expression, datetime.now(zone)), None) is None:
                raise BadArgument(f"expression: {self.expression!r} names a day that never comes")
        except CronSimError as error:
            raise BadArgument(f"expression: {self.expression!r} is no cron expression: {error}") from None


def _expression(given: object) -> str:
    if given is None or given == "":
        raise MissingArgument("expression", "" if given is None else "it is empty")
    if not isinstance(given, str):
        raise BadArgument(f"expression: expected five fields such as '*/5 * * * *', not {given!r:.40}")
    if len(given) > LONGEST:
        raise BadArgument(f"expression: it has {len(given)} characters, and {LONGEST} are the most")
    if given.lstrip().startswith("@"):
        raise BadArgument(
            f"expression: {given[:80]!r} is not supported, five fields are wanted{_meant(given)}"
        )
    fields = given.upper().split()
    if len(fields) != 5:
        raise BadArgument(
            f"expression: {given[:80]!r} has {len(fields)} fields, and cron has five: minute, hour, day of month,"
            " month, day of week"
        )
    return " ".join(fields)


def _meant(word: str) -> str:
    """The five fields that mean the same, where there are any."""
    fields = NICKNAMES.get(word.strip().lower())
    return f"; the same is '{fields}'" if fields else ", such as '*/5 * * * *'"


def _zone(name: str) -> ZoneInfo:
    area, parted, _ = name.partition("/")
    try:
        if area in (AREAS if parted else ALONE):
            return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    raise BadArgument(f"timezone: {name[:80]!r} is no zone of the IANA; one is 'Europe/Moscow'")


class Cron(Driver[CronArguments]):
    """Runs at the expression's times, by the wall clock."""

    @classmethod
    def arguments(cls) -> type[CronArguments]:
        return CronArguments

    def __init__(self, arguments: CronArguments, pulse: Pulse) -> None:
        super().__init__(arguments, pulse)
        self._zone = _zone(arguments.timezone)
        self._offset = pulse.spread * arguments.jitter / 1000
        self._due = 0.0
        self._timer: Cancellable | None = None
        self._make_up = MakeUp(pulse, arguments.missed, arguments.overlap)

    def start(self) -> None:
        now = self.pulse.clock.time()
        if self.pulse.last is not None:
            self._own_up(self._between(self.pulse.last, now))
        self._arm(now)

    def stop(self) -> None:
        self._make_up.stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- times ----------------------------------------------------------------------------------------------

    def _times(self, unix: float, back: bool = False) -> Iterator[float]:
        """The times after `unix`, or those before it, nearest first."""
        moment = datetime.fromtimestamp(unix - self._offset, UTC).astimezone(self._zone)
        for time in CronSim(self.args.expression, moment, reverse=back):
            yield time.timestamp() + self._offset

    def _between(self, after: float, until: float) -> list[float]:
        """The times after the one and up to the other, the last first, `COUNTED` at most."""
        before = takewhile(lambda time: time > after + 0.001, self._times(until + 1, back=True))
        return [time for time in islice(before, COUNTED) if time <= until]

    def _monotonic(self, unix: float) -> float:
        return unix - self.pulse.clock.time() + self.pulse.clock.monotonic()

    # --- the schedule ---------------------------------------------------------------------------------------

    def _arm(self, after: float) -> None:
        self._due = next(self._times(after))
        self._timer = self.pulse.at_time(self._due, self._woken)

    def _woken(self) -> None:
        now = self.pulse.clock.time()
        if now < self._due:  # the wall clock was set back, and the schedule with it
            self._arm(now)
            return
        due = [*self._between(self._due, now), self._due]
        self._arm(now)
        if now - due[0] <= GRACE:
            self._own_up(due[1:])
            self.pulse.run(self._monotonic(due[0]), None, self.args.overlap)
        else:
            self._own_up(due)

    def _own_up(self, missed: list[float]) -> None:
        if missed:
            self._make_up.begin(len(missed), lambda before: self._monotonic(missed[before]))
