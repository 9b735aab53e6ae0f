"""What `explain` says of a source's reach: what is granted, wanted and denied, and the lines that would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from cocaine_sdk.explanation import Denied, ReachState
from cocaine_sdk.granting import lines_of
from cocaine_sdk.redaction import redacted
from cocained.core.contracts import LiveCell
from cocained.core.grants.denials import Denial, Denials
from cocained.core.grants.grants import Grants
from cocained.core.grants.reach import Reach, Wanted


class Reacher(Protocol):
    """A thread, as far as it matters here."""

    denials: Denials
    cell: LiveCell | None


def reach_of(thread: Reacher, grants: Grants, uri: str, unix: Callable[[float], float]) -> ReachState:
    """`unix`: makes unix time of the monotonic clock's. What is shown has no passwords in it."""
    granted, source = grants.of(uri), redacted(uri)
    wants = thread.cell.wants if thread.cell is not None else None
    lacking = list(granted.lacking(wants)) if wants is not None else []
    return ReachState(
        granted=_by_kind(granted if wants is None else granted.within(wants)),
        wanted=None if wants is None else _by_kind(wants),
        lacking=_by_kind(lacking),
        grant=lines_of(source, lacking) if lacking else "",
        denied=[_denied(denial, granted, source, unix) for denial in thread.denials],
        others=thread.denials.others,
    )


def _denied(denial: Denial, granted: Reach, source: str, unix: Callable[[float], float]) -> Denied:
    """With the lines that are still to be written."""
    element = (
        [Wanted(denial.kind, denial.element)] if denial.element and not granted.has(denial.wanted) else []
    )
    return Denied(
        kind=denial.kind,
        what=denial.what,
        count=denial.count,
        last=unix(denial.last),
        grant=lines_of(source, element) if element else "",
    )


def _by_kind(reach: Iterable[Wanted]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, what in reach:
        found.setdefault(kind, []).append(what)
    return found
