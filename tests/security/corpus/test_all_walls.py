"""Behind all walls nothing of the corpus gets what it is after."""

from __future__ import annotations

import pytest

from tests.security.corpus.attack import Attack, Wall, attacks
from tests.security.corpus.campaign import Report
from tests.security.corpus.table import Verdict, verdict

WALL = Wall.ALL


@pytest.mark.parametrize("attack", attacks(), ids=str)
def test_an_attack_takes_nothing(attack: Attack, report: Report) -> None:
    outcome = report.outcomes[attack.language, attack.name]
    assert verdict(outcome) is Verdict.HELD, outcome


def test_the_host_catches_nothing_and_nobody_is_left(report: Report) -> None:
    assert (report.raised, report.left) == ([], {})
