"""The filter of a cell that may be handed descriptors is that of every cell, and one call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from socket import MSG_DONTWAIT, MSG_ERRQUEUE, MSG_OOB, MSG_PEEK

import pytest

from cocained.cells.inside import bpf, demanding, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from tests.security.kernel.test_policy import REFUSED, judge

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)
Policy = Callable[..., list[bpf.Part]]
CELLS = pytest.mark.parametrize(
    "policy",
    [
        seccomp.policy,
        *(partial(demanding.policy, compiles=c, settled=s) for c in (False, True) for s in (False, True)),
    ],
    ids=["plain", "engine", "engine up", "compiling engine", "compiling engine up"],
)
CLOSE_ON_EXEC = 0x40000000


@BOTH
@CELLS
def test_it_differs_by_the_one_call_that_takes_descriptors(
    architecture: Architecture, policy: Policy
) -> None:
    receives = partial(policy, receives=True)
    for number in range(600):
        expected = judge(architecture, number, policy=policy)
        if number == architecture.calls["recvmsg"]:
            assert expected == REFUSED
            expected = bpf.ALLOW
        assert judge(architecture, number, policy=receives) == expected


@BOTH
@CELLS
def test_that_call_takes_plain_flags_alone(architecture: Architecture, policy: Policy) -> None:
    number, receives = architecture.calls["recvmsg"], partial(policy, receives=True)
    for flags in (0, MSG_PEEK, MSG_DONTWAIT, CLOSE_ON_EXEC, CLOSE_ON_EXEC | MSG_DONTWAIT):
        assert judge(architecture, number, [3, 1, flags], policy=receives) == bpf.ALLOW
    for flags in (MSG_OOB, MSG_ERRQUEUE, MSG_PEEK | MSG_OOB, 0x20000000, 0x80000000):
        assert judge(architecture, number, [3, 1, flags], policy=receives) == REFUSED
