"""The kernel's wall around V8, by itself: whoever has broken out runs machine code in a cell, and gets no further."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from cocaine_javascript import JavaScript
from cocaine_sdk.plugin import Demands
from cocained.cells.frames import Confinement
from cocained.cells.inside import bpf, demanding, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture

GROUND = Path(__file__).parent / "ground.py"
NOBODY = 65534
ALLOWED = {
    "reserve a terabyte": {"starting", "settled"},
    "hold 100 MiB": {"starting", "settled"},
    "make an event descriptor": {"starting", "settled"},
    "start a thread": {"starting"},
}
COMPILING = {
    "make memory executable": {"starting", "settled"},
    "map executable memory": {"starting", "settled"},
}
KILLED = {
    "execute a program", "trace its parent", "read another's memory", "a new namespace", "load a kernel program", "a ring of requests",
}  # fmt: skip


def demands(hardened: bool) -> Demands:
    runtime = JavaScript()
    runtime.hardened = hardened
    return runtime.demands


@pytest.fixture(scope="module", params=[False, True], ids=["compiling", "hardened"])
def ground(request: pytest.FixtureRequest) -> tuple[bool, dict[str, dict[str, str]]]:
    confinement = Confinement(uid=NOBODY if os.geteuid() == 0 else None)
    done = subprocess.run(
        [
            sys.executable,
            str(GROUND),
            msgspec.json.encode(confinement),
            msgspec.json.encode(demands(request.param)),
        ],
        stdout=subprocess.PIPE,
        check=True,
    )
    return request.param, json.loads(done.stdout)


def test_nothing_is_allowed_but_what_v8_demands(ground: tuple[bool, dict[str, dict[str, str]]]) -> None:
    hardened, found = ground
    expected = ALLOWED if hardened else ALLOWED | COMPILING
    assert {
        name: {when for when, said in outcomes.items() if said == "done"} for name, outcomes in found.items()
    } == {name: expected.get(name, set()) for name in found}


def test_what_only_a_way_out_would_ask_for_kills(ground: tuple[bool, dict[str, dict[str, str]]]) -> None:
    _, found = ground
    assert {name for name, outcomes in found.items() if set(outcomes.values()) == {"SIGSYS"}} == KILLED


def test_hardened_v8_demands_no_executable_memory() -> None:
    assert (demands(False).compiles, demands(True).compiles) == (True, False)


# --- the filter of each architecture, run by an interpreter


def judge(
    architecture: Architecture, name: str, arguments: Sequence[int], compiles: bool, settled: bool
) -> int:
    steps = bpf.assemble(demanding.policy(architecture, compiles, settled))
    program = list(struct.iter_unpack("=HBBI", steps))
    data = struct.pack("=IIQ6Q", architecture.calls[name], architecture.audit, 0, *[*arguments, *[0] * 6][:6])
    accumulator = position = 0
    while True:
        code, yes, no, value = program[position]
        position += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[
                code
            ]
            position += yes if holds else no


BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)
EITHER = pytest.mark.parametrize("settled", [False, True], ids=["starting", "settled"])
REFUSED = bpf.refuse(errno.EPERM)


@BOTH
@EITHER
@pytest.mark.parametrize("compiles", [False, True], ids=["hardened", "compiling"])
def test_memory_is_executable_where_v8_compiles_and_nowhere_else(
    architecture: Architecture, settled: bool, compiles: bool
) -> None:
    for name in ("mmap", "mprotect", "pkey_mprotect"):
        assert judge(architecture, name, [0, 4096, 3, 0x22], compiles, settled) == bpf.ALLOW
        assert judge(architecture, name, [0, 4096, 5, 0x22], compiles, settled) == (
            bpf.ALLOW if compiles else REFUSED
        )


@BOTH
def test_threads_are_started_until_the_engine_is_up_and_processes_never(architecture: Architecture) -> None:
    thread, namespace = 0x3D0F00, 0x10000000
    assert judge(architecture, "clone", [thread], True, False) == bpf.ALLOW
    for flags in (17, 0, thread | namespace):
        assert judge(architecture, "clone", [flags], True, False) == REFUSED
    assert judge(architecture, "clone", [thread], True, True) == REFUSED
    assert judge(architecture, "clone3", [], True, True) == bpf.refuse(errno.ENOSYS)


@BOTH
def test_a_filter_is_added_for_all_threads_or_not_at_all(architecture: Architecture) -> None:
    assert judge(architecture, "seccomp", [1, 1], True, False) == bpf.ALLOW
    for arguments in ([0, 0], [1, 0], [1, 8], [1, 9], [2, 0]):
        assert judge(architecture, "seccomp", arguments, True, False) == REFUSED
    assert judge(architecture, "seccomp", [1, 1], True, True) == REFUSED


@BOTH
@EITHER
def test_each_way_out_kills_here_too(architecture: Architecture, settled: bool) -> None:
    for name in set(seccomp.KILLED) & set(architecture.calls):
        assert judge(architecture, name, [], True, settled) == bpf.KILL


@BOTH
@EITHER
def test_every_cells_own_rules_hold_for_v8_as_well(architecture: Architecture, settled: bool) -> None:
    for name in set(seccomp.ALLOWED) & set(architecture.calls):
        assert judge(architecture, name, [], False, settled) == bpf.ALLOW
    assert judge(architecture, "sendto", [3, 1, 1, 0x20000000, 0, 0], False, settled) == REFUSED
    assert judge(architecture, "recvfrom", [3, 1, 1, 1], False, settled) == REFUSED
    for name in ("openat", "socket", "connect", "sendmsg", "recvmsg", "prctl", "prlimit64"):
        assert judge(architecture, name, [1], True, settled) == REFUSED
