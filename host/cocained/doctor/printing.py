"""The report, as people and as programs read it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator

import msgspec

from cocained.doctor.findings import FAILING, Finding, Mark, Report
from cocained.logs import neutral

_COLOURS = {Mark.OK: 32, Mark.WARNING: 33, Mark.MISSING: 31, Mark.BROKEN: 31}
_WIDEST = max(map(len, Mark))
_MOST = 28
"""Letters of what was looked at, beyond which its line is not aligned."""


def document(report: Report) -> str:
    """One line of JSON, in ASCII: what is told of was named by others."""
    plain = msgspec.to_builtins(report)
    return json.dumps({**plain, "status": report.status})


def text(report: Report) -> str:
    """In colour, and as wide as that is, on a terminal; one line for each finding and each remedy elsewhere."""
    is_terminal = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    width = shutil.get_terminal_size().columns if is_terminal else None
    colours = is_terminal and not os.environ.get("NO_COLOR")
    return "\n".join(_lines(report, width, colours))


def _lines(report: Report, width: int | None, colours: bool) -> Iterator[str]:
    yield f"cocained {report.version}, looked at by {report.user}, on {report.machine}"
    for subject, findings in report.subjects.items():
        yield ""
        yield subject
        column = min(_MOST, max(len(finding.what) for finding in findings))
        for finding in findings:
            yield from _finding(finding, column, width, colours)
    yield ""
    yield _verdict(report)


def _finding(finding: Finding, column: int, width: int | None, colours: bool) -> Iterator[str]:
    mark = f"{finding.mark:{_WIDEST}}"
    if colours:
        mark = f"\x1b[{_COLOURS[finding.mark]}m{mark}\x1b[0m"
    indent = " " * (2 + _WIDEST + 2 + column + 2)
    says, *more = _wrapped(finding.says, indent, width)
    yield f"  {mark}  {neutral(finding.what):{column}}  {says}"
    yield from (indent + line for line in (*more, *_wrapped(finding.remedy, indent, width)) if line)


def _wrapped(said: str, indent: str, width: int | None) -> list[str]:
    if width is None or not said:
        return [neutral(said)]
    return textwrap.wrap(neutral(said), max(20, width - len(indent)), break_on_hyphens=False)


def _verdict(report: Report) -> str:
    counts = [f"{count} {mark}" for mark in (*FAILING, Mark.WARNING) if (count := report.marks[mark])]
    return ", ".join(counts) or "all is well"
