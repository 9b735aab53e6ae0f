"""Without any wall every attack succeeds: else none of them would show anything."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.security.corpus.attack import After, Attack, Wall, attacks
from tests.security.corpus.campaign import Report
from tests.security.corpus.table import shows

WALL = Wall.NONE
SHOWN = [a for a in attacks() if a.is_shown]
BY_NOBODY = {After.PROTOCOL, After.NEIGHBOURS}
"""What no attack has where there is no wall of ours: there is no host then to be harmed."""


@pytest.mark.parametrize("attack", SHOWN, ids=str)
def test_without_walls_it_gets_what_it_is_after(attack: Attack, report: Report) -> None:
    outcome = report.outcomes[attack.language, attack.name]
    assert shows(outcome), outcome


def test_of_every_kind_there_is_one_that_is_shown_to_succeed() -> None:
    assert {a.after for a in SHOWN} | BY_NOBODY == set(After)


def test_there_are_enough_of_them_in_both_languages() -> None:
    count = Counter(a.language for a in attacks())
    assert (count["python"] >= 110, count["javascript"] >= 60, count["kernel"] >= 30) == (True, True, True)
    assert count.total() >= 150


PUBLISHED = (
    "CVE-2021-32807", "CVE-2021-32811", "CVE-2023-37271", "CVE-2023-41039", "CVE-2023-41050", "CVE-2024-47532",
    "CVE-2025-22153", "CVE-2026-55830", "CVE-2026-76825",
)  # fmt: skip
"""Every advisory of RestrictedPython, and of AccessControl where it is about code behind it."""


@pytest.mark.parametrize("advisory", PUBLISHED)
def test_every_advisory_of_restricted_python_is_among_them(advisory: str) -> None:
    assert any(advisory in a.source for a in attacks())
