"""What the doctor found: subjects, and a finding for each thing that was looked at."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

import msgspec

Figure = int | float | bool | str | list[str] | dict[str, int]


class Mark(StrEnum):
    """How it is with a thing."""

    OK = "ok"
    WARNING = "warning"
    """The daemon serves all the same, with less than it could have."""
    MISSING = "missing"
    """It is needed, and is not there."""
    BROKEN = "broken"
    """It is there, and is not as it has to be."""


FAILING = (Mark.MISSING, Mark.BROKEN)


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was looked at."""

    mark: Mark
    what: str
    says: str
    """A sentence: how it is, and what that means."""
    remedy: str = ""
    """The way out, where there is something to do."""
    figures: dict[str, Figure] = {}
    """The same for programs."""


class Report(msgspec.Struct, frozen=True):
    """All that was found."""

    version: str
    user: str
    """Who asked."""
    machine: str
    daemon: int | None
    """The process of the daemon that runs with this configuration."""
    subjects: dict[str, list[Finding]]

    @property
    def marks(self) -> Counter[Mark]:
        return Counter(finding.mark for findings in self.subjects.values() for finding in findings)

    @property
    def status(self) -> int:
        """The exit status: 1 where something is missing or broken."""
        return int(any(self.marks[mark] for mark in FAILING))


def ok(what: str, says: str, **figures: Figure) -> Finding:
    return Finding(Mark.OK, what, says, figures=figures)


def warning(what: str, says: str, remedy: str = "", **figures: Figure) -> Finding:
    return Finding(Mark.WARNING, what, says, remedy, figures)


def missing(what: str, says: str, remedy: str = "", **figures: Figure) -> Finding:
    return Finding(Mark.MISSING, what, says, remedy, figures)


def broken(what: str, says: str, remedy: str = "", **figures: Figure) -> Finding:
    return Finding(Mark.BROKEN, what, says, remedy, figures)
