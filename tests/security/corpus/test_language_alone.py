"""The language's wall by itself, and what the host holds: nothing of the corpus gets what it is after."""

from __future__ import annotations

import pytest

from tests.security.corpus.attack import Attack, Wall, attacks
from tests.security.corpus.campaign import Report
from tests.security.corpus.table import FINE, verdict

WALL = Wall.LANGUAGE
SLIPS = {"NameError", "ImportError", "ModuleNotFoundError", "IndentationError"}
"""What an attack ends with that has a mistake in it."""
IN_PYTHON = [a for a in attacks() if a.language == "python" and a.control != "wall"]


@pytest.mark.parametrize("attack", attacks(), ids=str)
def test_an_attack_takes_nothing_but_what_its_file_admits(attack: Attack, report: Report) -> None:
    outcome = report.outcomes[attack.language, attack.name]
    assert verdict(outcome) in FINE, outcome


@pytest.mark.parametrize("attack", IN_PYTHON, ids=str)
def test_it_comes_to_its_act_and_has_no_slip_of_its_own(attack: Attack, report: Report) -> None:
    assert report.outcomes[attack.language, attack.name].how not in SLIPS


def test_the_host_catches_nothing_and_nobody_is_left(report: Report) -> None:
    assert (report.raised, report.left) == ([], {})
