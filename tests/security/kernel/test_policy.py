"""The filter of each architecture, run by an interpreter: so that the one not at hand is tested too."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from socket import MSG_ERRQUEUE, MSG_OOB, MSG_PEEK, MSG_WAITALL

import pytest

from cocaine_sdk.plugin import Demands
from cocained.cells.inside import bpf, demanding, networked, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from cocained.sinks.inside import walls

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)
Policy = Callable[[Architecture], list[bpf.Part]]
REFUSED = bpf.refuse(errno.EPERM)
FASTOPEN = 0x20000000


def judge(
    architecture: Architecture,
    number: int,
    arguments: Sequence[int] = (),
    audit: int | None = None,
    policy: Policy = seccomp.policy,
) -> int:
    """The filter's verdict on a call, as the kernel would come to it."""
    program = list(struct.iter_unpack("=HBBI", bpf.assemble(policy(architecture))))
    full = [*arguments, *[0] * 6][:6]
    data = struct.pack("=IIQ6Q", number, audit or architecture.audit, 0, *full)
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


@BOTH
def test_what_a_cell_needs_is_allowed(architecture: Architecture) -> None:
    missing = {name for name in seccomp.ALLOWED if name not in architecture.calls}
    assert missing <= {"poll", "time"}
    for name in set(seccomp.ALLOWED) - missing:
        assert judge(architecture, architecture.calls[name]) == bpf.ALLOW


@BOTH
def test_each_way_out_kills(architecture: Architecture) -> None:
    missing = {name for name in seccomp.KILLED if name not in architecture.calls}
    assert missing <= {"iopl", "ioperm", "modify_ldt"}
    for name in set(seccomp.KILLED) - missing:
        assert judge(architecture, architecture.calls[name]) == bpf.KILL


@BOTH
def test_a_call_of_another_architecture_kills_whatever_it_is(architecture: Architecture) -> None:
    for other in (X86_64.audit, AARCH64.audit, 0x40000003, 0x40000028):  # and i386, arm
        expected = bpf.ALLOW if other == architecture.audit else bpf.KILL
        assert judge(architecture, architecture.calls["read"], audit=other) == expected


@BOTH
def test_an_unknown_call_is_refused(architecture: Architecture) -> None:
    assert judge(architecture, 9999) == REFUSED


@BOTH
@pytest.mark.parametrize("name", ["mmap", "mprotect"])
def test_memory_is_given_unless_it_shall_be_executable(architecture: Architecture, name: str) -> None:
    number = architecture.calls[name]
    assert judge(architecture, number, [0, 4096, 3]) == bpf.ALLOW
    for protection in (4, 5, 6, 7, 4 | 1 << 32):
        assert judge(architecture, number, [0, 4096, protection]) == REFUSED


@BOTH
def test_sending_goes_to_the_peer_only(architecture: Architecture) -> None:
    number = architecture.calls["sendto"]
    assert judge(architecture, number, [3, 1, 1, 0, 0, 0]) == bpf.ALLOW
    for flags, address in (
        (MSG_OOB, 0),
        (FASTOPEN, 0),
        (FASTOPEN | 0x4000, 0),
        (0, 1),
        (0, 1 << 32),
        (0, 1 << 47 | 4096),
    ):
        assert judge(architecture, number, [3, 1, 1, flags, address, 16]) == REFUSED


@BOTH
def test_receiving_takes_no_unusual_flags(architecture: Architecture) -> None:
    number = architecture.calls["recvfrom"]
    for flags in (0, MSG_PEEK, MSG_WAITALL):
        assert judge(architecture, number, [3, 1, 1, flags]) == bpf.ALLOW
    for flags in (MSG_OOB, MSG_OOB | MSG_PEEK, MSG_ERRQUEUE):
        assert judge(architecture, number, [3, 1, 1, flags]) == REFUSED


def test_a_jump_beyond_what_an_instruction_can_hold_is_an_error() -> None:
    far: list[bpf.Part] = [bpf.equals(1, yes="end"), *[bpf.verdict(0)] * 300, "end", bpf.verdict(0)]
    with pytest.raises(ValueError, match="300 steps"):
        bpf.assemble(far)


# --- the filter of a shared process

CLONE_VM, CLONE_THREAD, CLONE_NEWUSER, CLONE_VFORK = 0x100, 0x10000, 0x10000000, 0x4000
DECIDED = [  # call, arguments, whether it is allowed
    ("socket", [1, 1, 0], True), ("socket", [2, 1, 0], True), ("socket", [10, 2, 0], True),
    ("socket", [16, 3, 0], True), ("socket", [16, 3, 9], False), ("socket", [17, 3, 0], False),
    ("socket", [38, 5, 0], False), ("socketpair", [1, 1, 0], True), ("socketpair", [2, 1, 0], False),
    ("clone", [CLONE_VM | CLONE_THREAD], True), ("clone", [17], False), ("clone", [CLONE_VM | CLONE_VFORK], False),
    ("clone", [CLONE_THREAD | CLONE_NEWUSER], False), ("clone", [CLONE_THREAD | 0x80], False),
    ("ioctl", [3, 0x5421], True), ("ioctl", [3, 0x541B], True), ("ioctl", [3, 0x5412], False),
    ("fcntl", [3, 3], True), ("fcntl", [3, 4], True), ("fcntl", [3, 8], False), ("fcntl", [3, 10], False),
    ("prctl", [15], True), ("prctl", [4], False), ("prctl", [22], False),
    ("prlimit64", [0, 7, 0], True), ("prlimit64", [0, 7, 4096], False), ("prlimit64", [0, 7, 1 << 40], False),
    ("prlimit64", [1, 7, 0], False),
    ("sendto", [3, 0, 0, 0, 4096], True), ("sendto", [3, 0, 0, FASTOPEN], False), ("sendto", [3, 0, 0, MSG_OOB], False),
    ("sendmsg", [3, 0, 0x4000], True), ("sendmsg", [3, 0, FASTOPEN], False), ("sendmmsg", [3, 0, 1, 0x4000], True),
    ("sendmmsg", [3, 0, 1, FASTOPEN], False), ("recvmsg", [3, 0, 0x40000000], True),
    ("recvmsg", [3, 0, MSG_OOB], False), ("mmap", [0, 4096, 3], True), ("mmap", [0, 4096, 5], False),
    ("mprotect", [0, 4096, 4], False),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("name", "arguments", "allowed"), DECIDED, ids=str)
def test_a_shared_process_calls_for_what_the_network_takes_and_for_nothing_near_it(
    architecture: Architecture, name: str, arguments: list[int], allowed: bool
) -> None:
    verdict = judge(architecture, architecture.calls[name], arguments, policy=networked.policy)
    assert verdict == (bpf.ALLOW if allowed else REFUSED)


REMOTE = [
    ("socket", [1, 1, 0], False), ("socket", [2, 1, 0], True), ("socket", [10, 1, 0], True),
    ("socket", [16, 3, 0], True), ("socketpair", [1, 1, 0], True), ("socketpair", [1, 0x80801, 0], True),
    ("socketpair", [1, 2, 0], False), ("socketpair", [1, 3, 0], False), ("socketpair", [1, 5, 0], False),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("name", "arguments", "allowed"), REMOTE, ids=str)
def test_the_process_that_reaches_out_reaches_no_socket_of_this_machines_files(
    architecture: Architecture, name: str, arguments: list[int], allowed: bool
) -> None:
    policy = partial(networked.policy, local=False)
    verdict = judge(architecture, architecture.calls[name], arguments, policy=policy)
    assert verdict == (bpf.ALLOW if allowed else REFUSED)


CUT_OFF = [
    ("socket", [2, 1, 0]), ("socket", [10, 1, 0]), ("socket", [16, 3, 0]), ("socket", [1, 1, 0]),
    ("connect", [3, 0, 0]), ("bind", [3, 0, 0]), ("socketpair", [1, 2, 0]),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("name", "arguments"), CUT_OFF, ids=str)
def test_the_process_that_opens_files_makes_no_socket_and_no_connection(
    architecture: Architecture, name: str, arguments: list[int]
) -> None:
    policy = partial(networked.policy, local=False, remote=False)
    assert judge(architecture, architecture.calls[name], arguments, policy=policy) == REFUSED
    assert judge(architecture, architecture.calls["socketpair"], [1, 1, 0], policy=policy) == bpf.ALLOW


@BOTH
def test_each_way_out_kills_a_shared_process_too(architecture: Architecture) -> None:
    for name in {*seccomp.KILLED} & {*architecture.calls}:
        assert judge(architecture, architecture.calls[name], policy=networked.policy) == bpf.KILL


@BOTH
def test_a_shared_process_neither_listens_nor_signals_nor_makes_anything(architecture: Architecture) -> None:
    for number in set(range(600)) - {*architecture.calls.values()}:
        assert judge(architecture, number, policy=networked.policy) != bpf.ALLOW


# --- the filter of a cell with an engine

ENGINE = [  # call, arguments, and whether it is allowed while the engine comes up, and once it is up
    ("clone", [CLONE_VM | CLONE_THREAD], True, False), ("clone", [17], False, False),
    ("clone", [CLONE_THREAD | CLONE_NEWUSER], False, False), ("seccomp", [1, 1], True, False),
    ("seccomp", [1, 0], False, False), ("seccomp", [1, 9], False, False), ("seccomp", [0, 0], False, False),
    ("mmap", [0, 4096, 3, 0x22], True, True), ("mmap", [0, 4096, 3, 0x21], False, False),
    ("mmap", [0, 4096, 3, 0x122], False, False), ("socketpair", [1, 1, 0], True, True),
    ("socketpair", [2, 1, 0], False, False), ("ioctl", [3, 0x5421], True, True), ("ioctl", [3, 0x5412], False, False),
    ("openat", [0, 0], False, False), ("socket", [2, 1, 0], False, False), ("connect", [3, 0, 0], False, False),
    ("prctl", [15], False, False), ("fcntl", [3, 3], False, False),
]  # fmt: skip
MACHINE_CODE = [("mmap", [0, 4096, 7, 0x22]), ("mprotect", [0, 4096, 5]), ("pkey_mprotect", [0, 4096, 5, 0])]


@BOTH
@pytest.mark.parametrize("compiles", [False, True])
@pytest.mark.parametrize(("name", "arguments", "before", "after"), ENGINE, ids=str)
def test_a_cell_with_an_engine_starts_threads_until_it_is_up_and_reaches_nothing(
    architecture: Architecture, compiles: bool, name: str, arguments: list[int], before: bool, after: bool
) -> None:
    for settled, allowed in ((False, before), (True, after)):
        policy = partial(demanding.policy, compiles=compiles, settled=settled)
        verdict = judge(architecture, architecture.calls[name], arguments, policy=policy)
        assert verdict == (bpf.ALLOW if allowed else REFUSED)


@BOTH
@pytest.mark.parametrize(("name", "arguments"), MACHINE_CODE, ids=str)
def test_memory_becomes_executable_only_where_an_engine_compiles(
    architecture: Architecture, name: str, arguments: list[int]
) -> None:
    for compiles, expected in ((True, bpf.ALLOW), (False, REFUSED)):
        policy = partial(demanding.policy, compiles=compiles, settled=True)
        assert judge(architecture, architecture.calls[name], arguments, policy=policy) == expected


def test_no_demand_is_no_reason_for_another_wall() -> None:
    assert not demanding.lowers(Demands())


# --- the filter of a socket's process

PROCESS = 77
SINK = [
    ("accept4", [3, 0, 0, 0x80800], True), ("accept", [3, 0, 0], True), ("recvmsg", [3, 0, 0], True),
    ("sendto", [3, 0, 0, 0x4000, 0], True), ("sendto", [3, 0, 0, 0x4000, 4096], False),
    ("sendto", [3, 0, 0, FASTOPEN, 0], False), ("sendto", [3, 0, 0, MSG_OOB, 0], False),
    ("sendmsg", [3, 0, 0], False), ("fcntl", [3, 3], True), ("fcntl", [3, 4], True), ("fcntl", [3, 2], True),
    ("fcntl", [3, 0], False), ("fcntl", [3, 8], False), ("tgkill", [PROCESS, PROCESS, 6], True),
    ("tgkill", [PROCESS + 1, PROCESS + 1, 9], False), ("prctl", [15], True), ("prctl", [4], False),
    ("mmap", [0, 4096, 3], True), ("mmap", [0, 4096, 5], False), ("mprotect", [0, 4096, 4], False),
    ("socket", [2, 1, 0], False), ("connect", [3, 0, 0], False), ("bind", [3, 0, 0], False),
    ("openat", [0, 0], False), ("clone", [CLONE_VM | CLONE_THREAD], False), ("sched_setscheduler", [0, 0, 0], True),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("name", "arguments", "allowed"), SINK, ids=str)
def test_a_sockets_process_serves_who_comes_in_and_goes_to_nobody(
    architecture: Architecture, name: str, arguments: list[int], allowed: bool
) -> None:
    number = {**architecture.calls, **walls.FURTHER_CALLS[architecture.machine]}[name]
    verdict = judge(architecture, number, arguments, policy=partial(walls.policy, process=PROCESS))
    assert verdict == (bpf.ALLOW if allowed else REFUSED)


EVERY_WALL = pytest.mark.parametrize(
    "policy",
    [
        partial(walls.policy, process=PROCESS),
        partial(seccomp.policy, receives=True),
        partial(networked.policy, local=False),
        partial(networked.policy, local=False, remote=False),
        *(
            partial(demanding.policy, compiles=compiles, settled=settled, receives=receives)
            for compiles, settled, receives in product((False, True), repeat=3)
        ),
    ],
    ids=[
        "sink",
        "receiving cell",
        "reaching out",
        "opening files",
        *(f"engine {number}" for number in range(8)),
    ],
)


@BOTH
@EVERY_WALL
def test_the_ways_out_kill_behind_the_other_walls_as_well(architecture: Architecture, policy: Policy) -> None:
    for name in {*seccomp.KILLED} & {*architecture.calls}:
        assert judge(architecture, architecture.calls[name], policy=policy) == bpf.KILL


@BOTH
@EVERY_WALL
def test_what_no_table_names_is_allowed_behind_no_wall(architecture: Architecture, policy: Policy) -> None:
    named = {**architecture.calls, **walls.FURTHER_CALLS[architecture.machine]}
    for number in set(range(600)) - {*named.values()}:
        assert judge(architecture, number, policy=policy) != bpf.ALLOW
