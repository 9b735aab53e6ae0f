"""The tables of system calls are the kernel's, for both architectures.

Calls of x86-64 are in `asm/unistd_64.h`, which comes with that architecture's headers. Those of aarch64 are in
`asm-generic/unistd.h`, which comes with any: so both tables are compared on every x86-64.
"""

from __future__ import annotations

from types import ModuleType

import pytest

from cocained.cells.inside import demanding, networked, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from cocained.sinks.inside import walls
from tests.security.kernel.numbers.headers import HERE, INSTALL, calls_from, include

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)
CALLS = {
    X86_64.machine: ("asm/unistd_64.h",),
    AARCH64.machine: (
        "asm-generic/unistd.h",
        "asm/unistd_64.h",
    ),  # the second where the kernel makes one: since 6.11
}


@BOTH
def test_the_calls_of_an_architecture_have_the_kernels_numbers(architecture: Architecture) -> None:
    places = [
        path for header in CALLS[architecture.machine] for path in include(header, architecture.machine)
    ]
    assert places or (architecture is X86_64 and HERE is AARCH64), INSTALL
    named = {**architecture.calls, **walls.FURTHER_CALLS[architecture.machine]}
    for path in places:
        known = calls_from(path)
        assert {name: known.get(name) for name in named} == named, path


@BOTH
def test_no_number_has_two_names(architecture: Architecture) -> None:
    named = {**architecture.calls, **walls.FURTHER_CALLS[architecture.machine]}
    assert len(set(named.values())) == len(named)


WALLS = pytest.mark.parametrize(
    "wall", [seccomp, networked, demanding, walls], ids=lambda wall: wall.__name__
)


@WALLS
def test_no_wall_names_a_call_that_is_none(wall: ModuleType) -> None:
    """One that was written wrongly would be left out in silence: of what is allowed, and of what kills."""
    assert {*wall.ALLOWED, *seccomp.KILLED} <= {*X86_64.calls, *walls.FURTHER_CALLS[X86_64.machine]}


@WALLS
def test_what_a_wall_names_and_the_table_of_aarch64_lacks_the_kernel_lacks_there_too(
    wall: ModuleType,
) -> None:
    lacking = {*wall.ALLOWED, *seccomp.KILLED} - {*AARCH64.calls, *walls.FURTHER_CALLS[AARCH64.machine]}
    for path in include("asm-generic/unistd.h", AARCH64.machine):
        assert lacking & {*calls_from(path)} == set()
