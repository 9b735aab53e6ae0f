"""The wall of a shared process: what a trusted plugin needs to reach other machines, and nothing of this one.

It may connect, resolve names, run threads, and read the files that TLS, the resolver and Python's own imports
need. It may not listen for connections, write or make a file, start a program, or signal another process. (Datagram
sockets can be bound: the resolver asks for one, and seccomp does not see the address.)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from cocained.cells.inside import bpf, landlock, seccomp
from cocained.cells.inside.syscalls import Architecture, this_architecture

ALLOWED = (
    *seccomp.ALLOWED,
    # the loop and its sockets
    "epoll_wait", "epoll_pwait", "epoll_pwait2", "epoll_ctl", "epoll_create1", "eventfd2", "pipe2", "select",
    "pselect6", "connect", "bind", "getsockname", "getpeername", "setsockopt", "getsockopt", "shutdown",
    # files, which Landlock holds
    "openat", "openat2", "newfstatat", "stat", "lstat", "statx", "getdents64", "readlink", "readlinkat", "access",
    "faccessat", "faccessat2", "getcwd", "dup", "dup3", "pread64",
    # threads
    "set_robust_list", "rseq", "set_tid_address", "sched_getaffinity", "membarrier",
    # what libraries ask about themselves
    "getuid", "geteuid", "getgid", "getegid", "getppid", "uname", "sysinfo",
    # a bound of processor time for what cannot be interrupted otherwise (a regular expression)
    "setitimer",
)  # fmt: skip

_CUT_OFF = tuple(name for name in ALLOWED if name not in ("connect", "bind"))

READABLE = (
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
    "/etc/protocols", "/etc/localtime", "/usr/share/zoneinfo",
    "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ssl/cert.pem", "/usr/lib/ssl", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/etc/ca-certificates", "/etc/pki/tls", "/etc/pki/ca-trust",
)  # fmt: skip

_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_NO_STREAM = 0b110
"""Bits that a type of sockets other than SOCK_STREAM has."""
_CLONE_THREAD = 0x10000
_CLONE_NEW = 0x7E020080
"""Every namespace, time's among them."""
_FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX = 0x541B, 0x5421, 0x5451, 0x5450
_F_DUPFD_CLOEXEC = 1030
_F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL = 1, 2, 3, 4
_PR_SET_NAME = 15


def enter(version: int, paths: Iterable[str] | None = None, local: bool = True, remote: bool = True) -> None:
    """Put the wall up around this process. Raises as `landlock.restrict` and `seccomp.install`.

    `paths`: what it may read, in place of what a plugin needs. `local`: whether it may connect to sockets that are
    files of this machine. `remote`: whether it may have sockets at all, beyond those that it has and pairs.
    """
    landlock.restrict(version, readable() if paths is None else paths, connect=remote)
    seccomp.install(_steps if local else _remote_steps if remote else _cut_off_steps)


def readable() -> Iterator[str]:
    """Files and folders, some of which are not there."""
    yield from READABLE
    ssl = sys.modules.get("ssl")  # which the zygote of a plugin that uses TLS has loaded
    if ssl is not None:
        trusted = ssl.get_default_verify_paths()
        yield from (path for path in (trusted.cafile, trusted.capath) if path)
    yield from (path for path in sys.path if os.path.isabs(path))


def policy(architecture: Architecture, local: bool = True, remote: bool = True) -> list[bpf.Part]:
    """The filter for one architecture. Without `remote` there is no `local` either."""
    looked_at = {
        "mmap": "memory", "mprotect": "memory", "recvfrom": "receive", "recvmsg": "receive message",
        "recvmmsg": "receive", "sendto": "send", "sendmsg": "send message", "sendmmsg": "send",
        "socketpair": "pair", "ioctl": "control", "fcntl": "descriptor", "clone": "thread", "prctl": "name",
        "prlimit64": "limits", **({"socket": "socket"} if remote else {}),
    }  # fmt: skip
    return [
        *seccomp.by_call(architecture, looked_at, ALLOWED if remote else _CUT_OFF),
        *(_sockets(local) if remote else ()),
        *_pairs(local),
        *_messages(),
        *_descriptors(),
        *_threads(),
        *seccomp.memory(),
        *seccomp.verdicts(),
    ]


def _sockets(local: bool) -> list[bpf.Part]:
    """To this machine and others, and to the kernel's routing, which the resolver asks."""
    unix = [bpf.equals(_UNIX, yes="allow")] if local else []
    return [
        "socket", bpf.load(bpf.low_half(0)),
        *unix, bpf.equals(_INET, yes="allow"), bpf.equals(_INET6, yes="allow"),
        bpf.equals(_NETLINK, no="refuse"),
        bpf.load(bpf.low_half(2)), bpf.equals(0, yes="allow", no="refuse"),
    ]  # fmt: skip


def _pairs(local: bool) -> list[bpf.Part]:
    """One that is no stream could be connected elsewhere."""
    stream = [] if local else [bpf.load(bpf.low_half(1)), bpf.has_bits(_NO_STREAM, yes="refuse", no="allow")]
    return [
        "pair", bpf.load(bpf.low_half(0)), bpf.equals(_UNIX, yes="allow" if local else "", no="refuse"),
        *stream,
    ]  # fmt: skip


def _messages() -> list[bpf.Part]:
    """Without out-of-band data, and without MSG_FASTOPEN: a connection is made by `connect` alone."""
    received = seccomp.all_but(
        0x02 | 0x40 | 0x100 | 0x20 | 0x40000000
    )  # peek, now, all, truncated, close-on-exec
    sent = seccomp.all_but(0x40 | 0x4000 | 0x8000)  # now, no signal, more
    return [
        "receive", bpf.load(bpf.low_half(3)), bpf.has_bits(received, yes="refuse", no="allow"),
        "receive message", bpf.load(bpf.low_half(2)), bpf.has_bits(received, yes="refuse", no="allow"),
        "send", bpf.load(bpf.low_half(3)), bpf.has_bits(sent, yes="refuse", no="allow"),
        "send message", bpf.load(bpf.low_half(2)), bpf.has_bits(sent, yes="refuse", no="allow"),
    ]  # fmt: skip


def _descriptors() -> list[bpf.Part]:
    """Blocking or not, inherited or not; no signals, no terminals, no devices."""
    return [
        "control", bpf.load(bpf.low_half(1)),
        *(bpf.equals(request, yes="allow") for request in (_FIONBIO, _FIONREAD, _FIOCLEX)),
        bpf.equals(_FIONCLEX, yes="allow", no="refuse"),
        "descriptor", bpf.load(bpf.low_half(1)),
        *(bpf.equals(command, yes="allow") for command in (_F_GETFL, _F_SETFL, _F_GETFD, _F_SETFD)),
        bpf.equals(_F_DUPFD_CLOEXEC, yes="allow", no="refuse"),
    ]  # fmt: skip


def _threads() -> list[bpf.Part]:
    """A thread, never a process or a namespace; its name; its own limits, to be read."""
    return [
        "thread", bpf.load(bpf.low_half(0)), bpf.has_bits(_CLONE_NEW, yes="refuse"),
        bpf.has_bits(_CLONE_THREAD, yes="allow", no="refuse"),
        "name", bpf.load(bpf.low_half(0)), bpf.equals(_PR_SET_NAME, yes="allow", no="refuse"),
        "limits", bpf.load(bpf.low_half(0)), bpf.equals(0, no="refuse"),
        bpf.load(bpf.low_half(2)), bpf.equals(0, no="refuse"),
        bpf.load(bpf.high_half(2)), bpf.equals(0, yes="allow", no="refuse"),
    ]  # fmt: skip


_architecture = this_architecture()
_steps = bpf.assemble(policy(_architecture)) if _architecture else b""
_remote_steps = bpf.assemble(policy(_architecture, local=False)) if _architecture else b""
_cut_off_steps = bpf.assemble(policy(_architecture, local=False, remote=False)) if _architecture else b""
