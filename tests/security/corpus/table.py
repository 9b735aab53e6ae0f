"""The table: attack by walls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from tests.security.corpus.attack import BEHIND, After, Attack, Wall
from tests.security.corpus.outcome import Outcome


class Verdict(StrEnum):
    HELD = "held"
    ESCAPED = "ESCAPED"
    OPEN = "open"
    """As its file says, with the reason: these walls alone do not hold it."""
    NOT_THEIRS = "nothing to hold"
    SHUT = "HELD AFTER ALL"
    """Though its file says that it is open."""


def verdict(outcome: Outcome) -> Verdict:
    attack, wall, taken = outcome.attack, outcome.wall, outcome.taken
    if not attack.is_matter_of(wall) and taken <= {After.INTERPRETER, After.PROTOCOL}:
        return Verdict.NOT_THEIRS
    if wall in attack.open_behind:
        return Verdict.OPEN if taken else Verdict.SHUT
    return Verdict.ESCAPED if taken else Verdict.HELD


def shows(control: Outcome) -> bool:
    """Whether an attack that met no walls got what it is after: else nothing that held it has shown anything."""
    return control.attack.after in control.taken


FINE = {Verdict.HELD, Verdict.OPEN, Verdict.NOT_THEIRS}
Outcomes = Mapping[Wall, Mapping[tuple[str, str], Outcome]]


def rows(attacks: Sequence[Attack], outcomes: Outcomes) -> list[list[str]]:
    head = ["attack", "language", "after", "source", *BEHIND]
    return [head, *(_row(attack, outcomes) for attack in attacks)]


def _row(attack: Attack, outcomes: Outcomes) -> list[str]:
    found = [_cell(outcomes[wall][attack.language, attack.name]) for wall in BEHIND]
    return [attack.name, attack.language, attack.after, attack.source, *found]


def _cell(outcome: Outcome) -> str:
    found = verdict(outcome)
    match found:
        case Verdict.HELD:
            return f"held ({outcome.how})"
        case Verdict.ESCAPED:
            return f"ESCAPED: {', '.join(sorted(outcome.taken))}"
    return str(found)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)


def counts(attacks: Sequence[Attack], outcomes: Outcomes) -> list[list[str]]:
    made = [["", *Verdict]]
    for wall in BEHIND:
        found = Counter(verdict(outcomes[wall][a.language, a.name]) for a in attacks)
        made.append([str(wall), *(str(found[one]) for one in Verdict)])
    return made
