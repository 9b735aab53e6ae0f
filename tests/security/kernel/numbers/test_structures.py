"""What is handed to the kernel has the kernel's own shape: filters, and the structures of Landlock."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest

from cocained.cells.inside import bpf, demanding, landlock, networked, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from cocained.sinks.inside import walls
from tests.security.kernel.numbers.headers import defined, members_of, value_of

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)


def test_a_step_of_the_filter_is_an_instruction_of_the_kernels() -> None:
    known = defined("linux/bpf_common.h")
    composed = {
        bpf._LOAD: ("BPF_LD", "BPF_W", "BPF_ABS"),
        bpf._EQUALS: ("BPF_JMP", "BPF_JEQ", "BPF_K"),
        bpf._AT_LEAST: ("BPF_JMP", "BPF_JGE", "BPF_K"),
        bpf._HAS_BITS: ("BPF_JMP", "BPF_JSET", "BPF_K"),
        bpf._RETURN: ("BPF_RET", "BPF_K"),
    }
    for code, parts in composed.items():
        assert code == sum(value_of(part, known) for part in parts)
    assert members_of("sock_filter", "linux/filter.h") == [("code", 0), ("jt", 2), ("jf", 3), ("k", 4)]


def test_a_filter_looks_where_the_kernel_puts_what_is_called() -> None:
    places = dict(members_of("seccomp_data", "linux/seccomp.h"))
    assert (places["nr"], places["arch"]) == (bpf.NUMBER, bpf.ARCHITECTURE)
    assert [bpf.low_half(n) for n in range(6)] == [places["args"] + 8 * n for n in range(6)]


def test_landlock_is_told_in_its_own_structures() -> None:
    fields = [(name, getattr(landlock._Ruleset, name).offset) for name in ("files", "net", "scoped")]
    theirs = members_of("landlock_ruleset_attr", "linux/landlock.h")
    assert [place for _, place in fields][: len(theirs)] == [place for _, place in theirs][: len(fields)]
    assert members_of("landlock_path_beneath_attr", "linux/landlock.h") == [
        ("allowed_access", 0),
        ("parent_fd", 8),
    ]
    assert ctypes.sizeof(landlock._Beneath) == 12


@BOTH
@pytest.mark.parametrize(
    "program",
    [
        seccomp.policy,
        networked.policy,
        partial(walls.policy, process=1),
        partial(seccomp.policy, receives=True),
        partial(networked.policy, local=False),
        partial(networked.policy, local=False, remote=False),
        *(
            partial(demanding.policy, compiles=compiles, settled=settled, receives=receives)
            for compiles, settled, receives in product((False, True), repeat=3)
        ),
    ],
)
def test_every_filter_is_one_that_the_kernel_takes(
    architecture: Architecture, program: Callable[[Architecture], list[bpf.Part]]
) -> None:
    known = defined("linux/bpf_common.h")
    assert 0 < len(bpf.assemble(program(architecture))) // 8 <= value_of("BPF_MAXINSNS", known)
