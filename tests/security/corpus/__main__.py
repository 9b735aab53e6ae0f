"""`python -m tests.security.corpus [WORD …]`: the table of all attacks, or of those with a word in their names.

Each runs behind all walls, behind the kernel's alone, behind the language's alone, and, to show that it can succeed,
behind none. Exits with 1 where something got through, or where the control of an attack fails.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from tests.security.corpus import campaign
from tests.security.corpus.attack import BEHIND, Attack, Wall, attacks
from tests.security.corpus.table import FINE, Outcomes, aligned, counts, rows, shows, verdict

Report = campaign.Report


def main(words: Sequence[str]) -> int:
    chosen = [a for a in attacks() if not words or any(word in f"{a.language}/{a.name}" for word in words)]
    began = time.monotonic()
    reports = {wall: campaign.run(chosen, wall) for wall in Wall}
    outcomes: Outcomes = {wall: report.outcomes for wall, report in reports.items()}
    print(aligned(rows(chosen, outcomes)))
    print()
    print(aligned(counts(chosen, outcomes)))
    print(f"\n{len(chosen)} attacks, {time.monotonic() - began:.0f} s\n")
    for wall, why in sorted({(wall, why) for a in chosen for wall, why in a.open_behind.items()}):
        print(f"open behind {wall}: {why}")
    troubles = [*faults(chosen, outcomes), *leftovers(reports)]
    print("\n".join(troubles) or "nothing got through")
    return 1 if troubles else 0


def faults(chosen: Sequence[Attack], outcomes: Outcomes) -> Iterator[str]:
    for attack in chosen:
        key = attack.language, attack.name
        for wall in BEHIND:
            found = verdict(outcomes[wall][key])
            if found not in FINE:
                yield f"{attack.language}/{attack.name} behind {wall}: {found}: {outcomes[wall][key].words[:300]}"
        control = outcomes[Wall.NONE].get(key)
        if control is not None and not shows(control):
            yield f"{attack.language}/{attack.name}: its control fails: {control.how}: {control.words[:300]}"


def leftovers(reports: dict[Wall, Report]) -> Iterator[str]:
    for wall, report in reports.items():
        yield from (f"{wall}: the host's loop caught {what}" for what in report.raised)
        yield from (f"{wall}: a process is left: {what}" for what in report.left.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
