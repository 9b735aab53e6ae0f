"""The numbers of the system calls that the walls name, for each architecture: facts of the ABI, no policy.

A test compares them with the kernel's headers. aarch64 was born without some calls: poll, time, iopl.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple


class Architecture(NamedTuple):
    machine: str
    """As `uname -m` says it."""
    audit: int
    """As seccomp names the architecture that a call is made for (AUDIT_ARCH_*)."""
    calls: Mapping[str, int]
    foreign: int | None = None
    """Calls from this number on belong to another ABI of the same architecture."""


# fmt: off
X86_64 = Architecture("x86_64", 0xC000003E, foreign=0x40000000, calls={  # from there on: x32
    "read": 0, "write": 1, "sendto": 44, "recvfrom": 45, "futex": 202, "mmap": 9, "munmap": 11, "brk": 12,
    "mremap": 25, "madvise": 28, "mprotect": 10, "poll": 7, "ppoll": 271, "clock_gettime": 228,
    "clock_nanosleep": 230, "nanosleep": 35, "getrandom": 318, "close": 3, "fstat": 5, "lseek": 8,
    "readv": 19, "writev": 20, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "sigaltstack": 131, "sched_yield": 24, "clock_getres": 229, "gettimeofday": 96, "time": 201,
    "getpid": 39, "gettid": 186, "getrusage": 98, "restart_syscall": 219, "exit": 60,
    "exit_group": 231, "clone3": 435, "seccomp": 317, "close_range": 436,
    "landlock_create_ruleset": 444, "landlock_restrict_self": 446,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440,
    "process_mrelease": 448, "kcmp": 312, "pidfd_getfd": 438, "execve": 59, "execveat": 322,
    "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320,
    "reboot": 169, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 250, "add_key": 248, "request_key": 249,
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "setns": 308,
    "unshare": 272, "open_by_handle_at": 304, "name_to_handle_at": 303, "personality": 135, "swapon": 167,
    "swapoff": 168, "acct": 163, "quotactl": 179, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "clock_adjtime": 305, "iopl": 172, "ioperm": 173, "modify_ldt": 154, "memfd_secret": 447,
    # beyond what a cell needs: what a shared process does
    "openat": 257, "newfstatat": 262, "stat": 4, "lstat": 6, "statx": 332, "getdents64": 217, "readlink": 89,
    "readlinkat": 267, "access": 21, "faccessat": 269, "faccessat2": 439, "getcwd": 79, "dup": 32, "dup3": 292,
    "pread64": 17, "socket": 41, "socketpair": 53, "bind": 49, "connect": 42, "getsockname": 51,
    "getpeername": 52, "setsockopt": 54, "getsockopt": 55, "shutdown": 48, "sendmsg": 46, "recvmsg": 47,
    "sendmmsg": 307, "recvmmsg": 299, "epoll_create1": 291, "epoll_ctl": 233, "epoll_wait": 232,
    "epoll_pwait": 281, "epoll_pwait2": 441, "eventfd2": 290, "pipe2": 293, "ioctl": 16, "fcntl": 72,
    "clone": 56, "set_robust_list": 273, "rseq": 334, "set_tid_address": 218, "sched_getaffinity": 204,
    "prctl": 157, "prlimit64": 302, "sysinfo": 99, "uname": 63, "getuid": 102, "geteuid": 107, "getgid": 104,
    "getegid": 108, "getppid": 110, "select": 23, "pselect6": 270, "membarrier": 324, "setitimer": 38,
    "landlock_add_rule": 445, "openat2": 437,
    # an engine that makes machine code, in threads
    "pkey_mprotect": 329, "sched_getparam": 143, "sched_getscheduler": 145,
    # what a cell does before it is locked
    "sched_setattr": 314,
})

AARCH64 = Architecture("aarch64", 0xC00000B7, calls={
    "read": 63, "write": 64, "sendto": 206, "recvfrom": 207, "futex": 98, "mmap": 222, "munmap": 215,
    "brk": 214, "mremap": 216, "madvise": 233, "mprotect": 226, "ppoll": 73, "clock_gettime": 113,
    "clock_nanosleep": 115, "nanosleep": 101, "getrandom": 278, "close": 57, "fstat": 80, "lseek": 62,
    "readv": 65, "writev": 66, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
    "sigaltstack": 132, "sched_yield": 124, "clock_getres": 114, "gettimeofday": 169, "getpid": 172,
    "gettid": 178, "getrusage": 165, "restart_syscall": 128, "exit": 93,
    "exit_group": 94, "clone3": 435, "seccomp": 277, "close_range": 436,
    "landlock_create_ruleset": 444, "landlock_restrict_self": 446,
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "process_madvise": 440,
    "process_mrelease": 448, "kcmp": 272, "pidfd_getfd": 438, "execve": 221, "execveat": 281,
    "init_module": 105, "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294,
    "reboot": 142, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 219, "add_key": 217, "request_key": 218,
    "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "setns": 268,
    "unshare": 97, "open_by_handle_at": 265, "name_to_handle_at": 264, "personality": 92, "swapon": 224,
    "swapoff": 225, "acct": 89, "quotactl": 60, "settimeofday": 170, "clock_settime": 112, "adjtimex": 171,
    "clock_adjtime": 266, "memfd_secret": 447,
    "openat": 56, "newfstatat": 79, "statx": 291, "getdents64": 61, "readlinkat": 78, "faccessat": 48,
    "faccessat2": 439, "getcwd": 17, "dup": 23, "dup3": 24, "pread64": 67, "socket": 198, "socketpair": 199,
    "bind": 200, "connect": 203, "getsockname": 204, "getpeername": 205, "setsockopt": 208, "getsockopt": 209,
    "shutdown": 210, "sendmsg": 211, "recvmsg": 212, "sendmmsg": 269, "recvmmsg": 243, "epoll_create1": 20,
    "epoll_ctl": 21, "epoll_pwait": 22, "epoll_pwait2": 441, "eventfd2": 19, "pipe2": 59, "ioctl": 29,
    "fcntl": 25, "clone": 220, "set_robust_list": 99, "rseq": 293, "set_tid_address": 96,
    "sched_getaffinity": 123, "prctl": 167, "prlimit64": 261, "sysinfo": 179, "uname": 160, "getuid": 174,
    "geteuid": 175, "getgid": 176, "getegid": 177, "getppid": 173, "pselect6": 72, "membarrier": 283, "setitimer": 103,
    "landlock_add_rule": 445, "openat2": 437, "pkey_mprotect": 288, "sched_getparam": 121, "sched_getscheduler": 120,
    "sched_setattr": 274,
})
# fmt: on

_LITTLE_ENDIAN = (X86_64, AARCH64)


def this_architecture() -> Architecture | None:
    """The one this process runs on; None where the walls have no table for it."""
    if sys.byteorder != "little" or sys.maxsize < 1 << 32:
        return None
    machine = os.uname().machine
    return next((known for known in _LITTLE_ENDIAN if known.machine == machine), None)
