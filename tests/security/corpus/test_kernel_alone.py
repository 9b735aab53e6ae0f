"""The kernel's wall by itself: whoever has got out of the language gets no further."""

from __future__ import annotations

import pytest

from tests.security.corpus.attack import Attack, Wall, attacks
from tests.security.corpus.campaign import Report
from tests.security.corpus.table import FINE, verdict

WALL = Wall.KERNEL
OF_THE_KERNEL = {"EPERM", "EACCES", "ENOSYS", "SIGSYS", "memory", "deadline"}
"""What native code is held by here. (What it forges in its own socket is the host's to hold.)"""
NATIVE = [a for a in attacks() if a.language == "kernel" and not a.name.startswith("forge_")]


@pytest.mark.parametrize("attack", attacks(), ids=str)
def test_an_attack_takes_nothing_but_what_its_file_admits(attack: Attack, report: Report) -> None:
    outcome = report.outcomes[attack.language, attack.name]
    assert verdict(outcome) in FINE, outcome


@pytest.mark.parametrize("attack", NATIVE, ids=str)
def test_it_is_the_kernel_that_holds_native_code_and_no_slip_of_its_own(
    attack: Attack, report: Report
) -> None:
    outcome = report.outcomes[attack.language, attack.name]
    assert outcome.how in OF_THE_KERNEL, outcome


def test_the_host_catches_nothing_and_nobody_is_left(report: Report) -> None:
    assert (report.raised, report.left) == ([], {})
