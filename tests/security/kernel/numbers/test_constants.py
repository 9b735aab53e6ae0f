"""Whatever else the walls call by a number has that number in the kernel's headers."""

from __future__ import annotations

import inspect
import re
import resource
import socket

import pytest

from cocained.cells.inside import bounds, bpf, demanding, kernel, landlock, networked, seccomp
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture
from cocained.sinks.inside import walls
from tests.security.kernel.numbers.headers import defined, include, value_of

BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda known: known.machine)


@BOTH
def test_seccomp_knows_the_architecture_by_the_word_that_audit_has_for_it(architecture: Architecture) -> None:
    known = defined("linux/audit.h", "linux/elf-em.h")
    assert architecture.audit == value_of(f"AUDIT_ARCH_{architecture.machine.upper()}", known)


def test_the_other_abi_of_x86_begins_where_the_table_says() -> None:
    for path in include("asm/unistd.h", X86_64.machine):
        (bit,) = re.findall(r"^#define __X32_SYSCALL_BIT\s+(\w+)$", path.read_text(), re.MULTILINE)
        assert X86_64.foreign == int(bit, 16)
    assert AARCH64.foreign is None


NAMED: dict[tuple[str, ...], dict[str, set[int]]] = {
    ("linux/prctl.h",): {
        "PR_SET_PDEATHSIG": {kernel.PR_SET_PDEATHSIG},
        "PR_SET_DUMPABLE": {kernel.PR_SET_DUMPABLE},
        "PR_SET_NO_NEW_PRIVS": {kernel.PR_SET_NO_NEW_PRIVS},
        "PR_SET_NAME": {networked._PR_SET_NAME, walls._PR_SET_NAME},
    },
    ("linux/personality.h",): {"READ_IMPLIES_EXEC": {kernel._READ_IMPLIES_EXEC}},
    ("linux/capability.h",): {"_LINUX_CAPABILITY_VERSION_3": {kernel._CAPABILITY_VERSION}},
    ("linux/seccomp.h",): {
        "SECCOMP_SET_MODE_FILTER": {seccomp.SET_MODE_FILTER, walls._SET_MODE_FILTER},
        "SECCOMP_FILTER_FLAG_TSYNC": {seccomp.ALL_THREADS, walls._ALL_THREADS},
        "SECCOMP_GET_ACTION_AVAIL": {seccomp._GET_ACTION_AVAILABLE},
        "SECCOMP_RET_ALLOW": {bpf.ALLOW},
        "SECCOMP_RET_KILL_PROCESS": {bpf.KILL},
        "SECCOMP_RET_ERRNO": {bpf.refuse(0)},
    },
    ("linux/sched.h",): {"CLONE_THREAD": {networked._CLONE_THREAD, demanding._THREAD}},
    ("asm-generic/mman-common.h", "asm-generic/mman.h", "linux/mman.h"): {
        "PROT_EXEC": {seccomp._PROT_EXEC},
        "MAP_SHARED": {demanding._SHARED},
        "MAP_GROWSDOWN": {demanding._GROWS},
    },
    ("asm-generic/ioctls.h",): {
        "FIONREAD": {networked._FIONREAD},
        "FIONBIO": {networked._FIONBIO, demanding._FIONBIO},
        "FIOCLEX": {networked._FIOCLEX},
        "FIONCLEX": {networked._FIONCLEX},
    },
    ("asm-generic/fcntl.h", "linux/fcntl.h"): {
        "F_GETFD": {networked._F_GETFD, walls._F_GETFD},
        "F_SETFD": {networked._F_SETFD, walls._F_SETFD},
        "F_GETFL": {networked._F_GETFL, walls._F_GETFL},
        "F_SETFL": {networked._F_SETFL, walls._F_SETFL},
        "F_DUPFD_CLOEXEC": {networked._F_DUPFD_CLOEXEC},
    },
    ("asm-generic/resource.h",): {
        name: {getattr(resource, name)}
        for wall in (bounds, walls)
        for name in re.findall(r"resource\.(RLIMIT_[A-Z]+)", inspect.getsource(wall))
    },
    ("linux/landlock.h",): {
        "LANDLOCK_CREATE_RULESET_VERSION": {landlock._VERSION_QUERY},
        "LANDLOCK_RULE_PATH_BENEATH": {landlock._BENEATH},
        "LANDLOCK_ACCESS_FS_READ_FILE": {landlock._READ_FILE},
        "LANDLOCK_ACCESS_FS_READ_DIR": {landlock._READ_FOLDER},
    },
}
"""What the walls call by a number, by the headers that have it; a set, since several of them may."""


@pytest.mark.parametrize("headers", NAMED, ids=lambda headers: headers[-1])
def test_every_constant_of_the_walls_is_the_kernels(headers: tuple[str, ...]) -> None:
    known = defined(*headers)
    assert {name: {value_of(name, known)} for name in NAMED[headers]} == NAMED[headers]


def test_the_bits_of_namespaces_are_all_that_there_are() -> None:
    known = defined("linux/sched.h")
    bits = {name: value_of(name, known) for name in known if name.startswith("CLONE_NEW")}
    assert {networked._CLONE_NEW, demanding._NAMESPACES} == {sum(bits.values())}


BROUGHT = {
    1: ("EXECUTE", "WRITE_FILE", "READ_FILE", "READ_DIR", "REMOVE_DIR", "REMOVE_FILE", "MAKE_CHAR", "MAKE_DIR",
        "MAKE_REG", "MAKE_SOCK", "MAKE_FIFO", "MAKE_BLOCK", "MAKE_SYM"),
    2: ("REFER",), 3: ("TRUNCATE",), 5: ("IOCTL_DEV",),
}  # fmt: skip
"""Landlock's rights over files, by the version that brought them (Documentation/userspace-api/landlock.rst)."""
SINCE_6_2 = {
    "LANDLOCK_ACCESS_FS_TRUNCATE", "LANDLOCK_ACCESS_FS_IOCTL_DEV", "LANDLOCK_ACCESS_NET_BIND_TCP",
    "LANDLOCK_ACCESS_NET_CONNECT_TCP", "LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET", "LANDLOCK_SCOPE_SIGNAL",
}  # fmt: skip
"""Of those that the wall takes, the ones that the headers of an older kernel lack; `test_landlock` tries them out."""


def test_landlock_takes_of_each_version_the_rights_that_it_brought() -> None:
    known = defined("linux/landlock.h")
    scopes = ("ABSTRACT_UNIX_SOCKET", "SIGNAL")
    wanted = {
        f"LANDLOCK_ACCESS_FS_{right}": landlock._FILES[since] for since in BROUGHT for right in BROUGHT[since]
    }
    wanted |= {f"LANDLOCK_SCOPE_{scope}": landlock._ABSTRACT_SOCKETS_AND_SIGNALS for scope in scopes}
    wanted |= {"LANDLOCK_ACCESS_NET_BIND_TCP": landlock._TCP_BIND}
    wanted |= {"LANDLOCK_ACCESS_NET_CONNECT_TCP": landlock._TCP_CONNECT}
    assert wanted.keys() - known.keys() <= SINCE_6_2
    for taken in set(wanted.values()):
        bits = [value_of(name, known) for name in wanted if wanted[name] == taken and name in known]
        assert not bits or sum(bits) == taken


def test_every_type_of_sockets_but_a_stream_has_a_bit_that_streams_lack() -> None:
    others = (socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_RDM, socket.SOCK_SEQPACKET)
    assert not socket.SOCK_STREAM & networked._NO_STREAM
    assert all(other & networked._NO_STREAM for other in others)
    assert not (socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) & networked._NO_STREAM


def test_a_message_has_the_flags_that_sockets_have() -> None:
    plain = {"PEEK": seccomp._MSG_PEEK, "WAITALL": seccomp._MSG_WAITALL, "DONTWAIT": seccomp._MSG_DONTWAIT}
    assert {name: getattr(socket, f"MSG_{name}") for name in plain} == plain
    assert {seccomp._MSG_NOSIGNAL, walls._MSG_NOSIGNAL} == {socket.MSG_NOSIGNAL}
    assert (walls._MSG_DONTWAIT, seccomp._MSG_CLOEXEC) == (socket.MSG_DONTWAIT, socket.MSG_CMSG_CLOEXEC)
    families = (networked._UNIX, networked._INET, networked._INET6, networked._NETLINK, demanding._UNIX)
    assert families == (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_UNIX)
